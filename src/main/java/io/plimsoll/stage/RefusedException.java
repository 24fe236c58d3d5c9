package io.plimsoll.stage;

import io.plimsoll.common.Finding;
import java.util.List;
import java.util.stream.Collectors;

/** A guard refused a step; nothing was changed by it. */
public final class RefusedException extends RuntimeException {
  private final transient List<Finding> findings;

  public RefusedException(List<Finding> findings) {
    super(findings.stream().map(Finding::text).collect(Collectors.joining("; ")));
    this.findings = List.copyOf(findings);
  }

  public List<Finding> findings() {
    return findings;
  }
}
