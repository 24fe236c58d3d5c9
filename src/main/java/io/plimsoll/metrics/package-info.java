/**
 * Listeners of a run, turned into meters; every meter's name is in {@code Meters}.
 *
 * <p><b>Invariant.</b> Tags are bounded: no meter ever carries the id of a run, a key or a client.
 */
package io.plimsoll.metrics;
