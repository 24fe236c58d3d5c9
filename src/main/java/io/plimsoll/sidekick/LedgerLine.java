package io.plimsoll.sidekick;

import java.util.Optional;

/**
 * One line of the ledger: a write that is about to be sent, was acknowledged, or is known not to
 * have happened. The key is empty while only the service knows it.
 *
 * @param number the same for the lines of one write, unique in the file
 * @param digest of the row but its key; 0 for a deletion
 */
record LedgerLine(Step step, long number, long atMillis, Place place, Content content) {

  enum Step {
    INTENT,
    ACKNOWLEDGED,
    WITHDRAWN
  }

  enum Operation {
    ADD,
    EDIT,
    DELETE
  }

  record Place(String shard, Table table, long account, String key) {}

  record Content(Operation operation, long version, long digest) {
    boolean deletes() {
      return operation == Operation.DELETE;
    }
  }

  private static final String END = ".";
  private static final int FIELDS = 11;

  /** Ends with a mark, so that a line cut off by a crash is known. */
  String text() {
    return String.join(
        "\t",
        step.name(),
        Long.toString(number),
        Long.toString(atMillis),
        place.shard(),
        place.table().sqlName(),
        Long.toString(place.account()),
        place.key(),
        content.operation().name(),
        Long.toString(content.version()),
        PgText.hex(new StringBuilder(), content.digest(), 16),
        END);
  }

  /** Empty for a line that was cut off; fails on one that is complete and no line of a ledger. */
  static Optional<LedgerLine> parse(String text) {
    String[] part = text.split("\t", -1);
    if (!text.endsWith("\t" + END)) {
      return Optional.empty();
    }
    try {
      if (part.length != FIELDS) {
        throw new IllegalArgumentException(part.length + " fields");
      }
      var place = new Place(part[3], Table.named(part[4]), Long.parseLong(part[5]), part[6]);
      var content =
          new Content(
              Operation.valueOf(part[7]),
              Long.parseLong(part[8]),
              Long.parseUnsignedLong(part[9], 16));
      return Optional.of(
          new LedgerLine(
              Step.valueOf(part[0]),
              Long.parseLong(part[1]),
              Long.parseLong(part[2]),
              place,
              content));
    } catch (IllegalArgumentException e) {
      throw new SidekickException("not a line of a ledger: " + text, e);
    }
  }
}
