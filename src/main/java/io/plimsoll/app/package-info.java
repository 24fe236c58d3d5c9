/**
 * Reads the configuration and wires everything by constructor; starts and stops it in order.
 *
 * <p><b>Invariant.</b> Nothing is decided here; only {@code app.demo} starts servers of its own.
 */
package io.plimsoll.app;
