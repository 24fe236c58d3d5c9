package io.plimsoll.sidekick;

/**
 * What the service knows about each photo; the photo itself is an object under the same key. Some
 * albums end with one name in both Unicode normal forms: two objects, however alike they look.
 */
final class PhotoRows implements TableRows {
  private static final int MOST = 2_000;
  private static final int TWINS_EVERY = 50;
  private static final int[] WIDTHS = {320, 640, 1280, 2048};
  private static final String[] ODD_DEGREES = {
    "-0",
    "0",
    "0.30000000000000004",
    "-89.99999999999999",
    "1e-05",
    "5e-324",
    "2.2250738585072014e-308"
  };

  private final Draw draw;
  private final StringBuilder scratch = new StringBuilder();

  PhotoRows(Draw draw) {
    this.draw = draw;
  }

  @Override
  public int count(long account) {
    draw.at(account, -1);
    return draw.zipf(1.6, MOST) + (hasTwins(account) ? 2 : 0);
  }

  @Override
  public void write(CopyRow row, long account, int number) {
    int count = count(account);
    draw.at(account, number);
    row.number(account).text(key(account, number, count));
    row.number(draw.oneIn(200) ? 0 : draw.between(20_000, 8_000_000_000L) >>> draw.below(12));
    row.text(Instants.past(draw, fresh())).text(sha256());
    int width = WIDTHS[draw.below(WIDTHS.length)];
    int height = width * 3 / 4;
    row.number(width).number(height);
    boolean located = draw.oneIn(2);
    row.text(located ? degrees(90) : null).text(located ? degrees(180) : null);
    row.number((long) width * height);
  }

  private static boolean hasTwins(long account) {
    return account % TWINS_EVERY == 3;
  }

  private CharSequence key(long account, int number, int count) {
    PgText.hex(fresh(), Draw.mix(account), 2).append('/').append(account).append('/');
    if (hasTwins(account) && number >= count - 2) {
      return scratch.append(number == count - 2 ? "cafe\u0301.jpg" : "caf\u00E9.jpg");
    }
    PgText.padded(scratch.append("IMG_"), number, 5);
    return scratch.append(draw.oneIn(20) ? " 😀.jpg" : ".jpg");
  }

  private CharSequence sha256() {
    fresh().append("\\x");
    for (int i = 0; i < 4; i++) {
      PgText.hex(scratch, draw.next(), 16);
    }
    return scratch;
  }

  private CharSequence degrees(int limit) {
    if (draw.oneIn(50)) {
      return draw.pick(ODD_DEGREES);
    }
    long millionths = draw.between(-limit * 1_000_000L, limit * 1_000_000L);
    return PgText.millionths(fresh(), printedPlainly(millionths) ? millionths : 0);
  }

  /** Below a ten-thousandth PostgreSQL changes to scientific notation. */
  private static boolean printedPlainly(long millionths) {
    return Math.abs(millionths) >= 100;
  }

  private StringBuilder fresh() {
    scratch.setLength(0);
    return scratch;
  }
}
