/**
 * PostgreSQL as a store: its catalogue, schema, data path and fence.
 *
 * <p><b>Invariant.</b> Every user object of a database is carried or named; nothing is written
 * without the run's authority and current epoch.
 */
package io.plimsoll.store.postgres;
