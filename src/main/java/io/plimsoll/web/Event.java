package io.plimsoll.web;

import io.plimsoll.common.RunId;

/**
 * Something that moved.
 *
 * @param number rises with every event of this server
 * @param type {@code run said progress cut-over}
 * @param data JSON in one line
 */
record Event(long number, RunId run, String type, String data) {}
