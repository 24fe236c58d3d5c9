/**
 * The command line: one class per command, exit codes, progress.
 *
 * <p><b>Invariant.</b> Data goes to standard output and talk to standard error; a command can do
 * nothing to a run that {@code Orchestrator} does not offer to everyone.
 */
package io.plimsoll.cli;
