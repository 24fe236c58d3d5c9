/**
 * The data plane: snapshot, restore, copy, verify.
 *
 * <p><b>Invariant.</b> It moves and measures and never decides; memory does not grow with the rows.
 */
package io.plimsoll.transfer;
