/**
 * What to do: plan and configuration files become immutable records, with all problems reported at
 * once, each with its file, line and remedy.
 *
 * <p><b>Invariant.</b> A {@code Plan} or {@code Configuration} that exists is valid; no other
 * package reads YAML.
 */
package io.plimsoll.plan;
