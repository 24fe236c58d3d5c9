package io.plimsoll.audit;

import io.plimsoll.common.Digest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the log was at one size (C2SP tlog-checkpoint). Signed and given away, it binds whoever
 * keeps the log: no event below that size can change any more without being found.
 *
 * @param origin names the log
 * @param size how many events
 * @param root of the tree over them
 */
public record Checkpoint(String origin, long size, Digest root) {
  /** Names every log of Plimsoll, before the id of its control database. */
  private static final String ORIGIN = "plimsoll.io/log/";

  private static final Pattern SHAPE =
      Pattern.compile("([^\\n]+)\\n(0|[1-9][0-9]{0,17})\\n([A-Za-z0-9+/]{43}=)\\n");

  /** The origin of a control database's log, which is also the name of its keys. */
  public static String originOf(String controlId) {
    return ORIGIN + controlId;
  }

  public String text() {
    byte[] bytes = HexFormat.of().parseHex(root.hex());
    return "%s\n%d\n%s\n".formatted(origin, size, Base64.getEncoder().encodeToString(bytes));
  }

  static Checkpoint parse(String text) {
    Matcher lines = SHAPE.matcher(text);
    if (!lines.matches()) {
      throw new IllegalArgumentException("is no checkpoint of three lines");
    }
    byte[] root = Base64.getDecoder().decode(lines.group(3));
    return new Checkpoint(
        lines.group(1), Long.parseLong(lines.group(2)), new Digest(HexFormat.of().formatHex(root)));
  }

  public SignedCheckpoint signed(SigningKey key) {
    return new SignedCheckpoint(this, SignedNote.of(text(), key));
  }
}
