package io.plimsoll.store;

import io.plimsoll.common.ObjectName;
import java.util.Optional;

/**
 * A sequence and how far it is.
 *
 * @param last the value it handed out last; empty when it was never used
 * @param increment per value; may be negative
 * @param cache values a session may hold back
 * @param columnMaximum the extreme value of the column it feeds, in its direction; empty when it
 *     feeds none or the column is empty
 */
public record SequenceState(
    ObjectName name,
    Optional<Long> last,
    long increment,
    long cache,
    Optional<Long> columnMaximum) {}
