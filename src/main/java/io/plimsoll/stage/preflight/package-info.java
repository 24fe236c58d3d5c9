/**
 * Everything that is asked before anything is changed.
 *
 * <p><b>Invariant.</b> These checks read only; they collect all findings instead of stopping at the
 * first.
 */
package io.plimsoll.stage.preflight;
