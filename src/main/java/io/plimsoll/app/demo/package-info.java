/**
 * The demo: two servers of its own play the old and the new array.
 *
 * <p><b>Invariant.</b> Only this package starts servers; it ends each one it started.
 */
package io.plimsoll.app.demo;
