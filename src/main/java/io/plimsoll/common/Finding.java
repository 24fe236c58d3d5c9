package io.plimsoll.common;

import java.util.Optional;

/**
 * What a check has to say: who found it, about what, and what to do.
 *
 * @param guard the guard of page 6 that speaks, if one does
 * @param code stable, for machines: {@code target-not-empty}
 * @param subject what it is about, as the owner would name it: {@code s00 target public.users}
 * @param message one sentence with what was found; no secret
 * @param remedy one sentence with what to do; may be empty
 */
public record Finding(
    Severity severity,
    Optional<GuardId> guard,
    String code,
    String subject,
    String message,
    String remedy) {

  public static Finding blocking(String code, String subject, String message, String remedy) {
    return new Finding(Severity.BLOCKING, Optional.empty(), code, subject, message, remedy);
  }

  public static Finding blocking(
      GuardId guard, String code, String subject, String message, String remedy) {
    return new Finding(Severity.BLOCKING, Optional.of(guard), code, subject, message, remedy);
  }

  public static Finding warning(String code, String subject, String message, String remedy) {
    return new Finding(Severity.WARNING, Optional.empty(), code, subject, message, remedy);
  }

  public static Finding warning(
      GuardId guard, String code, String subject, String message, String remedy) {
    return new Finding(Severity.WARNING, Optional.of(guard), code, subject, message, remedy);
  }

  public static Finding note(String code, String subject, String message) {
    return new Finding(Severity.NOTE, Optional.empty(), code, subject, message, "");
  }

  public boolean blocks() {
    return severity == Severity.BLOCKING;
  }

  /**
   * One line for a person: {@code F07 s00: snapshot shares array hds-1 with its source. Remedy}.
   */
  public String text() {
    String id = guard.map(g -> g + " ").orElse("");
    String what = subject.isEmpty() ? "" : subject + ": ";
    return id + what + message + (remedy.isEmpty() ? "" : " → " + remedy);
  }
}
