package io.plimsoll.common;

/** What a comparison may say. What is not verified never passes. */
public enum Verdict {
  EQUAL,
  DIFFERENT,
  NOT_VERIFIED
}
