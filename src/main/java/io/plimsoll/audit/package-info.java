/**
 * Who did what when: events without gaps in a Merkle tree, and signed checkpoints of it in places
 * outside the control database.
 *
 * <p><b>Invariant.</b> There is no update and no delete; whatever is changed later is found against
 * a checkpoint that was given away before.
 */
package io.plimsoll.audit;
