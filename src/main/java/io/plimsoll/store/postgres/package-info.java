/**
 * PostgreSQL as a store: binary rows in and out, fingerprints hashed on the stream.
 *
 * <p><b>Invariant.</b> Every session is pinned to one set of settings, so that the same row has the
 * same bytes on every server; every write proves token and epoch in its own transaction.
 */
package io.plimsoll.store.postgres;
