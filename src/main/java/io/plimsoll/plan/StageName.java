package io.plimsoll.plan;

import java.util.Arrays;
import java.util.Optional;

/** The stages in their order. A gate is named after the stage it stands before. */
public enum StageName {
  PREFLIGHT("preflight"),
  SNAPSHOT("snapshot"),
  DRY_RUN("dry-run"),
  CANARY("canary"),
  COPY("copy"),
  VERIFY("verify"),
  CUT_OVER("cut-over"),
  SOAK("soak"),
  FINALIZE("finalize");

  private final String text;

  StageName(String text) {
    this.text = text;
  }

  /** The word in plans, pages and runbooks: {@code cut-over}. */
  public String text() {
    return text;
  }

  public static Optional<StageName> of(String text) {
    return Arrays.stream(values()).filter(stage -> stage.text.equals(text)).findFirst();
  }

  @Override
  public String toString() {
    return text;
  }
}
