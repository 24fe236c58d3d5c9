package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.StageName;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Reads our words from arguments, and says what was expected. */
final class Converters {
  private Converters() {}

  static void register(CommandLine line) {
    line.registerConverter(RunId.class, Converters::run);
    line.registerConverter(ShardId.class, Converters::shard);
    line.registerConverter(StageName.class, Converters::stage);
    line.registerConverter(ZoneId.class, Converters::zone);
    line.registerConverter(Instant.class, Converters::instant);
  }

  private static RunId run(String text) {
    try {
      return new RunId(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'" + text + "' is no run id; 'plimsoll list' shows the runs");
    }
  }

  private static ShardId shard(String text) {
    try {
      return new ShardId(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'" + text + "' is no shard name such as s03");
    }
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new TypeConversionException("'" + text + "' is no time zone such as Europe/Berlin");
    }
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'" + text + "' is no instant such as 2026-12-05T02:00:00Z or 2026-12-05T02:00+01:00");
    }
  }

  private static StageName stage(String text) {
    return StageName.of(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is no stage, expected one of %s"
                        .formatted(
                            text,
                            Arrays.stream(StageName.values())
                                .map(StageName::text)
                                .collect(Collectors.joining(", ")))));
  }
}
