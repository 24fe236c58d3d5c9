package io.plimsoll.audit;

/**
 * What was found at a place; whether it is a checkpoint is for the verifier to say.
 *
 * @param where as a finding names it
 */
public record StoredCheckpoint(String where, String content) {}
