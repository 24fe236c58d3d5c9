/**
 * Where data lives: the ports every kind of storage implements, and the values they speak in.
 *
 * <p><b>Invariant.</b> No type here knows one engine; nothing is written to a target without an
 * {@code Authority}.
 */
package io.plimsoll.store;
