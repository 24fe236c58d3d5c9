package io.plimsoll.store.postgres;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A field's binary form as a person would write the value; what it does not know it shows in hex.
 */
enum FieldText {
  INT2 {
    @Override
    String full(byte[] bytes, int offset, int length) {
      return Integer.toString(BinaryCopy.int16(bytes, offset));
    }
  },
  INT4 {
    @Override
    String full(byte[] bytes, int offset, int length) {
      return Integer.toString(BinaryCopy.int32(bytes, offset));
    }
  },
  INT8 {
    @Override
    String full(byte[] bytes, int offset, int length) {
      return Long.toString(BinaryCopy.int64(bytes, offset));
    }
  },
  FLOAT4 {
    @Override
    String full(byte[] bytes, int offset, int length) {
      return Float.toString(Float.intBitsToFloat(BinaryCopy.int32(bytes, offset)));
    }
  },
  FLOAT8 {
    @Override
    String full(byte[] bytes, int offset, int length) {
      return Double.toString(Double.longBitsToDouble(BinaryCopy.int64(bytes, offset)));
    }
  },
  NUMERIC {
    @Override
    String full(byte[] bytes, int offset, int length) {
      return NumericText.of(bytes, offset);
    }
  },
  BOOL {
    @Override
    String full(byte[] bytes, int offset, int length) {
      return bytes[offset] == 0 ? "false" : "true";
    }
  },
  TEXT {
    @Override
    String full(byte[] bytes, int offset, int length) {
      int shown = Math.min(length, LONGEST * LONGEST_UTF8);
      return new String(bytes, offset, shown, StandardCharsets.UTF_8);
    }
  },
  /** One byte of version, then the text. */
  JSONB {
    @Override
    String full(byte[] bytes, int offset, int length) {
      return TEXT.full(bytes, offset + 1, length - 1);
    }
  },
  UUID {
    @Override
    String full(byte[] bytes, int offset, int length) {
      return new UUID(BinaryCopy.int64(bytes, offset), BinaryCopy.int64(bytes, offset + Long.BYTES))
          .toString();
    }
  },
  DATE {
    @Override
    String full(byte[] bytes, int offset, int length) {
      int days = BinaryCopy.int32(bytes, offset);
      return days == Integer.MAX_VALUE || days == Integer.MIN_VALUE
          ? infinity(days < 0)
          : EPOCH_DAY.plusDays(days).toString();
    }
  },
  TIMESTAMP {
    @Override
    String full(byte[] bytes, int offset, int length) {
      return moment(BinaryCopy.int64(bytes, offset), "");
    }
  },
  TIMESTAMPTZ {
    @Override
    String full(byte[] bytes, int offset, int length) {
      return moment(BinaryCopy.int64(bytes, offset), "Z");
    }
  },
  HEX {
    @Override
    String full(byte[] bytes, int offset, int length) {
      int shown = Math.min(length, LONGEST / 2);
      return "\\x" + HexFormat.of().formatHex(bytes, offset, offset + shown);
    }
  };

  private static final int LONGEST = 200;
  private static final int LONGEST_UTF8 = 4;
  private static final LocalDate EPOCH_DAY = LocalDate.of(2000, 1, 1);
  private static final Instant EPOCH = EPOCH_DAY.atStartOfDay().toInstant(ZoneOffset.UTC);

  abstract String full(byte[] bytes, int offset, int length);

  /** At most 200 characters; a field of an unexpected shape is shown in hex. */
  String text(byte[] bytes, int offset, int length) {
    String text = full(bytes, offset, length);
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
    return text.substring(0, end) + "…";
  }

  /**
   * @param type as {@link ColumnType#name()} has it
   */
  static FieldText of(String type) {
    return switch (type) {
      case "int2" -> INT2;
      case "int4" -> INT4;
      case "int8" -> INT8;
      case "float4" -> FLOAT4;
      case "float8" -> FLOAT8;
      case "numeric" -> NUMERIC;
      case "bool" -> BOOL;
      case "text", "varchar", "bpchar", "name", "json", "xml", "enum" -> TEXT;
      case "jsonb" -> JSONB;
      case "uuid" -> UUID;
      case "date" -> DATE;
      case "timestamp" -> TIMESTAMP;
      case "timestamptz" -> TIMESTAMPTZ;
      default -> HEX;
    };
  }

  private static String moment(long micros, String zone) {
    if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
      return infinity(micros < 0);
    }
    Instant instant = EPOCH.plus(micros, ChronoUnit.MICROS);
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC) + zone;
  }

  private static String infinity(boolean negative) {
    return negative ? "-infinity" : "infinity";
  }
}
