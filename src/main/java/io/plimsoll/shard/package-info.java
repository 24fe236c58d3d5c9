/**
 * One shard's way: what to do next about its two sides and its route, decided from what is
 * observed.
 *
 * <p><b>Invariant.</b> The decision is pure and the same for a first try, a retry and a recovery;
 * nothing is opened while anything is unknown.
 */
package io.plimsoll.shard;
