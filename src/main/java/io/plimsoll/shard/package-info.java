/**
 * One shard's way: copy, verify, cut over, soak, go back.
 *
 * <p><b>Invariant.</b> Every move follows the decision table from what is observed, never from
 * memory.
 */
package io.plimsoll.shard;
