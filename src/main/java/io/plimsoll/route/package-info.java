/**
 * Where clients are sent.
 *
 * <p><b>Invariant.</b> Only this package changes where clients go; each switch is a compare-and-set
 * on a version, and can be undone.
 */
package io.plimsoll.route;
