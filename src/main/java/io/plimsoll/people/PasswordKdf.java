package io.plimsoll.people;

import io.plimsoll.common.Secret;

/** Makes and checks what is kept instead of a password. */
interface PasswordKdf {
  String hash(Secret password);

  /** Takes as long for a wrong password as for the right one. */
  boolean matches(Secret password, String hash);

  /** Whether it was made at another cost than is wanted now. */
  boolean outdated(String hash);
}
