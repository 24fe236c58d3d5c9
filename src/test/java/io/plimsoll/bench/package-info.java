/**
 * Benchmarks, run by {@code mvn -Pbench verify}: ratios in one run on one machine, alternating.
 *
 * <p><b>Invariant.</b> Nothing here fails because of a time.
 */
package io.plimsoll.bench;
