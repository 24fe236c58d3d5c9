/**
 * Evidence for people: one immutable document per run, as JSON and as a page.
 *
 * <p><b>Invariant.</b> A report says only what a piece of evidence in it says; what has none is
 * MISSING, and what was not verified is never called equal.
 */
package io.plimsoll.report;
