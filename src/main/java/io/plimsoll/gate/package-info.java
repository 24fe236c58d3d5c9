/**
 * May the run go on? Evidence, and the gates and persons that stand on it.
 *
 * <p><b>Invariant.</b> What is missing or not verified never passes a gate, and no approval
 * outlives what it was given for.
 */
package io.plimsoll.gate;
