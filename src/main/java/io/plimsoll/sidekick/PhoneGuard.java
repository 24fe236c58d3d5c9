package io.plimsoll.sidekick;

import java.util.EnumSet;
import java.util.Set;

/**
 * What keeps a phone from losing what it holds to a service that is not whole. Given by
 * constructor; production takes {@link #all}, a test that shows what a guard is for leaves one out.
 */
public enum PhoneGuard {
  /** Empty is not truth: an empty answer, a mass removal or a lower client epoch is not taken. */
  F56,
  /** An older record never replaces a newer one, and an edit on both sides keeps both fields. */
  F57;

  public static Set<PhoneGuard> all() {
    return EnumSet.allOf(PhoneGuard.class);
  }
}
