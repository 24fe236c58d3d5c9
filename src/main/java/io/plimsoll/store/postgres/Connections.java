package io.plimsoll.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** Where the fence gets its sessions from; the caller closes them. */
@FunctionalInterface
public interface Connections {
  Connection open() throws SQLException;
}
