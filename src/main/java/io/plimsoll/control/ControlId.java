package io.plimsoll.control;

import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The random name of this control database, made once with it. */
final class ControlId {
  private ControlId() {}

  static String ensure(Handle handle, Instant now) {
    return handle
        .createQuery("select id from control")
        .mapTo(String.class)
        .findOne()
        .orElseGet(() -> create(handle, now));
  }

  private static String create(Handle handle, Instant now) {
    String id = UUID.randomUUID().toString();
    handle
        .createUpdate("insert into control (id, created_at) values (:id, :now)")
        .bind("id", id)
        .bind("now", now)
        .execute();
    return id;
  }
}
