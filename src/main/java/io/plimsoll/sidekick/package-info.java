/**
 * The sample service: accounts with contacts, events, to-dos and photo metadata on several shards,
 * a loader, and an auditor that knows from the seed alone what every account must hold.
 *
 * <p><b>Invariant.</b> Nothing here knows Plimsoll: the service sees only a route and databases, so
 * what its auditor says about lost records owes nothing to the code that moved them.
 */
package io.plimsoll.sidekick;
