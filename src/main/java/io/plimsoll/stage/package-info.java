/**
 * The stages of a run: each checks, runs over the shards, and can be undone as often as needed.
 *
 * <p><b>Invariant.</b> A stage decides and never loops over rows; stages use {@code shard}, never
 * each other.
 */
package io.plimsoll.stage;
