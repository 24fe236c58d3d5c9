package io.plimsoll.sidekick;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One line of PostgreSQL's COPY text format, written or read, with the place of each field. A field
 * is written exactly as the server writes it, so a record is intact when the two lines are equal,
 * byte for byte. Reused for many rows; never holds more than one.
 */
final class CopyRow {
  private static final int MAX_FIELDS = 32;

  private final int[] ends = new int[MAX_FIELDS];
  private byte[] bytes = new byte[4_096];
  private int fields;
  private int length;

  void clear() {
    fields = 0;
    length = 0;
  }

  CopyRow number(long value) {
    begin();
    String digits = Long.toString(value);
    reserve(digits.length());
    for (int i = 0; i < digits.length(); i++) {
      bytes[length++] = (byte) digits.charAt(i);
    }
    return end();
  }

  CopyRow bool(boolean value) {
    begin();
    bytes[length++] = (byte) (value ? 't' : 'f');
    return end();
  }

  CopyRow nothing() {
    begin();
    bytes[length++] = '\\';
    bytes[length++] = 'N';
    return end();
  }

  /** A value in the server's own notation, or null. Surrogates must be paired. */
  CopyRow text(CharSequence value) {
    if (value == null) {
      return nothing();
    }
    begin();
    reserve(value.length() * 3);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x80) {
        ascii(c);
      } else if (Character.isHighSurrogate(c)) {
        multibyte(Character.toCodePoint(c, value.charAt(++i)));
      } else {
        multibyte(c);
      }
    }
    return end();
  }

  /** Ends the line. */
  void close() {
    reserve(1);
    bytes[length++] = '\n';
  }

  /** Takes a line as the server sent it; keeps the array. */
  void read(byte[] line) {
    if (line.length == 0 || line[line.length - 1] != '\n') {
      throw new IllegalStateException("the server sent a COPY message that is not one line");
    }
    clear();
    bytes = line;
    length = line.length;
    for (int i = 0; i < length; i++) {
      if (line[i] == '\t' || line[i] == '\n') {
        ends[fields++] = i;
      }
    }
  }

  CopyRow copy() {
    var copy = new CopyRow();
    copy.read(Arrays.copyOf(bytes, length));
    return copy;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  int fields() {
    return fields;
  }

  /** Bytes of the first {@code count} fields, no separator behind them. */
  int lengthOf(int count) {
    return ends[count - 1];
  }

  boolean isNull(int field) {
    int from = from(field);
    return ends[field] - from == 2 && bytes[from] == '\\' && bytes[from + 1] == 'N';
  }

  int from(int field) {
    return field == 0 ? 0 : ends[field - 1] + 1;
  }

  int to(int field) {
    return ends[field];
  }

  boolean sameLine(CopyRow other) {
    return Arrays.equals(bytes, 0, length, other.bytes, 0, other.length);
  }

  boolean sameField(CopyRow other, int field) {
    return Arrays.equals(
        bytes, from(field), to(field), other.bytes, other.from(field), other.to(field));
  }

  /** A whole number; fails on anything else. */
  long longValue(int field) {
    int i = from(field);
    boolean negative = bytes[i] == '-';
    long value = 0;
    for (i = negative ? i + 1 : i; i < to(field); i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        throw new SidekickException("a whole number was expected, not " + value(field));
      }
      value = value * 10 - digit;
    }
    return negative ? value : -value;
  }

  /** The value's UTF-8 bytes, escapes undone. */
  byte[] raw(int field) {
    byte[] raw = Arrays.copyOfRange(bytes, from(field), to(field));
    int kept = 0;
    for (int i = 0; i < raw.length; i++) {
      raw[kept++] = raw[i] == '\\' ? unescaped(raw[++i]) : raw[i];
    }
    return kept == raw.length ? raw : Arrays.copyOf(raw, kept);
  }

  /** The value for people to read; null is null. */
  String value(int field) {
    return isNull(field) ? null : new String(raw(field), StandardCharsets.UTF_8);
  }

  private void begin() {
    reserve(32);
    if (fields > 0) {
      bytes[length++] = '\t';
    }
  }

  private CopyRow end() {
    ends[fields++] = length;
    return this;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  private void ascii(char c) {
    if (c >= ' ' && c != '\\') {
      bytes[length++] = (byte) c;
      return;
    }
    int escape = "\b\f\n\r\t\u000B\\".indexOf(c);
    if (escape >= 0) {
      bytes[length++] = '\\';
      bytes[length++] = (byte) "bfnrtv\\".charAt(escape);
    } else {
      bytes[length++] = (byte) c;
    }
  }

  private void multibyte(int point) {
    if (point < 0x800) {
      bytes[length++] = (byte) (0xC0 | point >> 6);
    } else {
      if (point < 0x10000) {
        bytes[length++] = (byte) (0xE0 | point >> 12);
      } else {
        bytes[length++] = (byte) (0xF0 | point >> 18);
        bytes[length++] = (byte) (0x80 | point >> 12 & 0x3F);
      }
      bytes[length++] = (byte) (0x80 | point >> 6 & 0x3F);
    }
    bytes[length++] = (byte) (0x80 | point & 0x3F);
  }

  private static byte unescaped(byte letter) {
    int escape = "bfnrtv".indexOf(letter);
    return escape >= 0 ? (byte) "\b\f\n\r\t\u000B".charAt(escape) : letter;
  }
}
