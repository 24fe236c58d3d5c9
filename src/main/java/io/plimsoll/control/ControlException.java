package io.plimsoll.control;

import java.nio.file.Path;

/** The control database cannot be used; the message names the file and the remedy. */
public class ControlException extends RuntimeException {

  ControlException(Path file, String problem, String remedy, Throwable cause) {
    super("control database %s: %s; %s".formatted(file, problem, remedy), cause);
  }

  /** The file is not one this program can read: damaged, foreign, or written by a newer version. */
  public static final class Unreadable extends ControlException {
    Unreadable(Path file, String problem, String remedy, Throwable cause) {
      super(file, problem, remedy, cause);
    }
  }

  /** It cannot be reached at the moment; trying again may help. */
  public static final class Unavailable extends ControlException {
    Unavailable(Path file, String problem, String remedy, Throwable cause) {
      super(file, problem, remedy, cause);
    }
  }
}
