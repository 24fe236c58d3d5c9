/**
 * Makes runs progress: jobs, leases, resuming, and the façade {@code Orchestrator} for everyone
 * outside.
 *
 * <p><b>Invariant.</b> The control database is the truth; after losing every job the runs go on.
 */
package io.plimsoll.engine;
