package io.plimsoll.store;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.common.Secret;

/**
 * In whose name a run writes. Every writing transaction proves token and current epoch to the
 * database by a locking read held to commit; any other writer is refused.
 *
 * @param control the control database the run lives in
 * @param node who holds the run, for messages
 */
public record Authority(RunId run, String control, String node, Epoch epoch, Secret token) {}
