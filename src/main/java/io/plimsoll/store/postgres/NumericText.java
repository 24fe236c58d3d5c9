package io.plimsoll.store.postgres;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Reads the binary form of {@code numeric}: digits to the base 10,000 with weight and scale. */
final class NumericText {
  private static final int BASE_DIGITS = 4;
  private static final BigInteger BASE = BigInteger.valueOf(10_000);
  private static final int DIGITS_AT = 8;

  /** More digits than a message shows are not worth the arithmetic. */
  private static final int MOST_DIGITS = 60;

  private NumericText() {}

  static String of(byte[] bytes, int offset) {
    int digits = BinaryCopy.int16(bytes, offset);
    int weight = BinaryCopy.int16(bytes, offset + 2);
    int sign = BinaryCopy.int16(bytes, offset + 4) & 0xffff;
    int scale = BinaryCopy.int16(bytes, offset + 6);
    return switch (sign) {
      case 0xC000 -> "NaN";
      case 0xD000 -> "Infinity";
      case 0xF000 -> "-Infinity";
      default -> finite(bytes, offset + DIGITS_AT, new Shape(digits, weight, scale), sign != 0);
    };
  }

  private record Shape(int digits, int weight, int scale) {}

  private static String finite(byte[] bytes, int offset, Shape shape, boolean negative) {
    BigInteger value = BigInteger.ZERO;
    int read = Math.min(shape.digits(), MOST_DIGITS);
    for (int i = 0; i < read; i++) {
      int digit = BinaryCopy.int16(bytes, offset + i * Short.BYTES);
      value = value.multiply(BASE).add(BigInteger.valueOf(digit));
    }
    BigDecimal decimal = new BigDecimal(value, (read - 1 - shape.weight()) * BASE_DIGITS);
    if (read == shape.digits()) {
      decimal = decimal.setScale(shape.scale(), RoundingMode.UNNECESSARY);
    }
    return (negative ? "-" : "")
        + (read == shape.digits() ? decimal.toPlainString() : decimal + "…");
  }
}
