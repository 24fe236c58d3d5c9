package io.plimsoll.plan;

import java.nio.file.Path;

/**
 * Where paths start.
 *
 * @param file the folder of the configuration file, for paths written in it
 * @param working the working directory, for paths in variables and flags
 * @param userHome what {@code ~/} means
 */
record Folders(Path file, Path working, Path userHome) {

  Folders in(Path folder) {
    return new Folders(folder, working, userHome);
  }

  /** A path as typed by the user; may throw {@link java.nio.file.InvalidPathException}. */
  Path resolve(String path) {
    return resolve(path, working);
  }

  /** A path as written at the place: in a line of a file, or in a variable or flag. */
  Path resolve(String path, Place place) {
    return resolve(path, place.line() == 0 ? working : file);
  }

  private Path resolve(String path, Path start) {
    Path base = path.startsWith("~/") ? userHome : start;
    String rest = path.startsWith("~/") ? path.substring(2) : path;
    return base.resolve(rest).toAbsolutePath().normalize();
  }
}
