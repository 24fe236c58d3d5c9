package io.plimsoll.cli;

import io.plimsoll.audit.AuditRecord;
import io.plimsoll.audit.PagedRecord;
import io.plimsoll.audit.StoredCheckpoint;
import java.util.HashMap;
import java.util.Optional;

/** The audit log of a server, which is believed in nothing that can be checked here. */
record ServedLog(ServerClient client) {
  private static final String CHECKPOINT = "/v1/audit/checkpoint";
  private static final String PAGE = "1000";

  /** What the server signs for now. */
  StoredCheckpoint checkpoint() {
    return new StoredCheckpoint(
        client.server() + CHECKPOINT, client.text(CHECKPOINT, "text/plain"));
  }

  AuditRecord record() {
    return new PagedRecord(client.server().toString(), this::page);
  }

  private String page(Optional<String> after) {
    var query = new HashMap<String, String>();
    query.put("limit", PAGE);
    after.ifPresent(cursor -> query.put("after", cursor));
    return client.text("/v1/audit/events" + ServerClient.query(query), "application/json");
  }
}
