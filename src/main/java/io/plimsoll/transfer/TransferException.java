package io.plimsoll.transfer;

import io.plimsoll.common.Finding;
import java.util.List;
import java.util.stream.Collectors;

/** Data could not be moved or is not what it should be; names the object, chunk or file. */
public final class TransferException extends RuntimeException {
  private final transient List<Finding> findings;

  public TransferException(String message) {
    this(message, null);
  }

  public TransferException(String message, Throwable cause) {
    super(message, cause);
    this.findings = List.of();
  }

  /** Carries every finding, not only the first. */
  public TransferException(List<Finding> findings) {
    super(findings.stream().map(Finding::text).collect(Collectors.joining("\n")));
    this.findings = List.copyOf(findings);
  }

  /** What the checks found; empty when the failure is of another kind. */
  public List<Finding> findings() {
    return findings;
  }
}
