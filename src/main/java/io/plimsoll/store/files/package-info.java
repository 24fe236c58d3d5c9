/**
 * Directories as storage; today the vault that keeps snapshots.
 *
 * <p><b>Invariant.</b> A file exists under its final name only when all its bytes are on disk; a
 * sealed set never changes.
 */
package io.plimsoll.store.files;
