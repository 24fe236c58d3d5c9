package io.plimsoll.store.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.ChangeFeed.Changed;
import io.plimsoll.store.ChangeFeed.Moment;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.Side;
import io.plimsoll.store.Watermark;
import io.plimsoll.testing.Postgres;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A fresh database that a run holds and whose changes it captures. */
final class CapturedStore implements AutoCloseable {
  static final Duration BOUND = Duration.ofSeconds(20);
  static final long SEED = 7;

  final Postgres server = Postgres.one();
  final Database database;
  final PostgresFence fence;
  final PostgresChanges changes;

  CapturedStore(String... ddl) {
    this.database = new Database(server, "capture").execute(ddl);
    this.fence =
        new PostgresFence("old/s00", database.connections()::borrow, List.of(OwnSchema.ddl()));
    this.changes =
        new PostgresChanges(
            database.connections(), () -> new PostgresStore(database.connections()).catalogue());
  }

  CapturedStore claimed(Side.Role role) {
    fence.claim(FencedStore.node(1), FencedStore.SHARD, role, List.of(), BOUND);
    return this;
  }

  CapturedStore capturing(Purpose purpose, String... tables) {
    claimed(Side.Role.SOURCE);
    install(purpose, tables);
    return this;
  }

  void install(Purpose purpose, String... tables) {
    changes.install(FencedStore.node(1), purpose, names(tables), BOUND);
  }

  static List<ObjectName> names(String... tables) {
    return Arrays.stream(tables).map(Database::named).toList();
  }

  CapturedStore client(String... statements) {
    database.execute(statements);
    return this;
  }

  Connection connect() throws SQLException {
    return server.connect(database.name());
  }

  Moment moment(String... tables) {
    return changes.moment(names(tables), SEED, Optional.empty());
  }

  Moment moment(Watermark applied, String... tables) {
    return changes.moment(names(tables), SEED, Optional.of(applied));
  }

  /** The distinct keys not replayed yet, sorted, fields joined by {@code |}. */
  List<String> keys(String table) {
    try (Moment moment = moment(table)) {
      return moment.changed().stream().flatMap(c -> keys(moment, c).stream()).sorted().toList();
    }
  }

  static List<String> keys(Moment moment, Changed changed) {
    return fields(sink -> moment.keys(changed, sink));
  }

  static List<String> rows(Moment moment, Changed changed) {
    return fields(sink -> moment.rows(changed, sink));
  }

  /** Takes a complete stream apart: 4 and 8 bytes are numbers here, everything else is text. */
  private static List<String> fields(Consumer<BlockSink> source) {
    var bytes = new ByteArrayOutputStream();
    source.accept(bytes::write);
    ByteBuffer in = ByteBuffer.wrap(bytes.toByteArray()).position(BinaryCopy.HEADER_LENGTH);
    var rows = new ArrayList<String>();
    for (short count = in.getShort(); count >= 0; count = in.getShort()) {
      var row = new ArrayList<String>();
      for (int i = 0; i < count; i++) {
        byte[] field = new byte[Math.max(in.getInt(in.position()), 0)];
        boolean absent = in.getInt() < 0;
        in.get(field);
        row.add(absent ? "null" : text(field));
      }
      rows.add(String.join("|", row));
    }
    if (in.hasRemaining()) {
      throw new AssertionError(in.remaining() + " bytes after the end");
    }
    return rows;
  }

  /** An array of numbers begins with its dimensions, flags and the type's id. */
  private static final int BIGINTS = 20;

  private static final int ELEMENTS_AT = 20;

  private static String text(byte[] field) {
    ByteBuffer in = ByteBuffer.wrap(field);
    if (field.length > ELEMENTS_AT && in.getInt(0) == 1 && in.getInt(8) == BIGINTS) {
      var elements = new ArrayList<String>();
      for (in.position(ELEMENTS_AT); in.hasRemaining(); ) {
        elements.add(in.getInt() < 0 ? "null" : String.valueOf(in.getLong()));
      }
      return String.join(",", elements);
    }
    return switch (field.length) {
      case Integer.BYTES -> String.valueOf(ByteBuffer.wrap(field).getInt());
      case Long.BYTES -> String.valueOf(ByteBuffer.wrap(field).getLong());
      default -> new String(field, UTF_8);
    };
  }

  @Override
  public void close() {
    database.close();
  }
}
