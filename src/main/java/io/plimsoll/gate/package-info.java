/**
 * May the run go on? Evidence, and the gates that stand on it.
 *
 * <p><b>Invariant.</b> What is missing or not verified never passes a gate.
 */
package io.plimsoll.gate;
