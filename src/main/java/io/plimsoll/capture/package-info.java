/**
 * What changed while copying: the dirty keys, and the ticks that bring them to the other side.
 *
 * <p><b>Invariant.</b> A tick takes keys and rows of one moment and is one transaction on the other
 * side; nothing is replayed that would not survive a crash of the side it came from.
 */
package io.plimsoll.capture;
