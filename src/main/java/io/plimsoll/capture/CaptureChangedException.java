package io.plimsoll.capture;

import io.plimsoll.common.Finding;
import java.util.List;
import java.util.stream.Collectors;

/** Capture is not what was installed: changes may have been missed. */
public final class CaptureChangedException extends ReplayDivergedException {
  public CaptureChangedException(List<Finding> findings) {
    super(findings.stream().map(Finding::text).collect(Collectors.joining("; ")));
  }
}
