/**
 * The few words everyone needs: ids, digests, secrets, findings, guards.
 *
 * <p><b>Invariant.</b> Nothing here does I/O or knows any other package of Plimsoll.
 */
package io.plimsoll.common;
