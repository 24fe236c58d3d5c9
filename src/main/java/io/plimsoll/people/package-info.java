/**
 * Who is calling: accounts, roles, tokens, sessions, and the one way to become a {@code Caller}.
 *
 * <p><b>Invariant.</b> No secret is kept: passwords are kept as Argon2id hashes, tokens, sessions
 * and codes as SHA-256 digests; roles are read at each use, and a machine never decides.
 */
package io.plimsoll.people;
