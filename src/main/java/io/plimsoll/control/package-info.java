/**
 * The control database: all its SQL beside its changelog, and the implementations of the ports that
 * keep something.
 *
 * <p><b>Invariant.</b> A write that was acknowledged is durable, and a change of state is written
 * only over the version it was decided on.
 */
package io.plimsoll.control;
