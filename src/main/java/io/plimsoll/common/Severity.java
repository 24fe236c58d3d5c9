package io.plimsoll.common;

/** How much a finding matters: a blocking one refuses the run, the others are shown. */
public enum Severity {
  BLOCKING,
  WARNING,
  NOTE
}
