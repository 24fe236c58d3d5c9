/**
 * What SQL stores share: pools, literals, and what a SQLSTATE means for a run.
 *
 * <p><b>Invariant.</b> Every {@code SQLException} leaves as a {@code StoreException} that names the
 * store and never a secret; values become literals in one place only.
 */
package io.plimsoll.store.jdbc;
