package io.plimsoll.people;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What an account may do. Having two roles does not make one person two. */
public enum Role {
  VIEWER("sees runs, evidence and reports"),
  REQUESTER("submits plans and asks for runs"),
  OPERATOR("starts, holds, resumes, aborts and rolls back"),
  APPROVER("decides at gates"),
  AUDITOR("decides at gates that ask for an auditor; reads the audit log"),
  ADMIN("keeps accounts, roles and tokens");

  /** A machine may look and ask; whatever decides or changes needs a person. */
  private static final Set<Role> OF_MACHINES =
      Collections.unmodifiableSet(EnumSet.of(VIEWER, REQUESTER));

  private final String meaning;

  Role(String meaning) {
    this.meaning = meaning;
  }

  /** What it allows, as a clause. */
  public String meaning() {
    return meaning;
  }

  /** As people write it: {@code approver}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Those a machine can have. */
  public static Set<Role> ofMachines() {
    return OF_MACHINES;
  }
}
