/**
 * What is happening: one execution of a plan and its pure lifecycle.
 *
 * <p><b>Invariant.</b> This package does no I/O; whatever is not in the {@code Lifecycle} table
 * cannot happen.
 */
package io.plimsoll.run;
