/**
 * PostgreSQL as a store: its catalogue and schema, binary rows in and out, fingerprints hashed on
 * the stream, and the fence.
 *
 * <p><b>Invariant.</b> Every session is pinned to one set of settings, so that the same row has the
 * same bytes on every server; every write proves token and epoch in its own transaction; every user
 * object of a database is carried or named.
 */
package io.plimsoll.store.postgres;
