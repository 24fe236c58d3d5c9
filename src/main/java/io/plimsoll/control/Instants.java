package io.plimsoll.control;

import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.spi.JdbiPlugin;

/** Keeps instants as UTC with microseconds, whatever the time zone of the process. */
final class Instants implements JdbiPlugin {
  private static final ColumnMapper<Instant> READ =
      (row, column, context) -> {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
      };

  @Override
  public void customizeJdbi(Jdbi jdbi) {
    jdbi.registerArgument(new Write());
    jdbi.registerColumnMapper(Instant.class, READ);
  }

  private static final class Write extends AbstractArgumentFactory<Instant> {
    Write() {
      super(Types.TIMESTAMP_WITH_TIMEZONE);
    }

    @Override
    protected Argument build(Instant value, ConfigRegistry config) {
      return (position, statement, context) ->
          statement.setObject(
              position, value.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
    }
  }
}
