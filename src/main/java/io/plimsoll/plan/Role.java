package io.plimsoll.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a person may do. Only some roles have seats at a gate: {@link #sits()}. */
public enum Role {
  VIEWER,
  REQUESTER,
  OPERATOR,
  APPROVER,
  AUDITOR,
  ADMIN;

  /** The word in plans and pages: {@code approver}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether a quorum can ask for it. Who looks, asks or hands out roles does not decide by that.
   */
  public boolean sits() {
    return this == OPERATOR || this == APPROVER || this == AUDITOR;
  }

  public static Optional<Role> of(String text) {
    return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
  }

  @Override
  public String toString() {
    return text();
  }
}
