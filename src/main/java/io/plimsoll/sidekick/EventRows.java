package io.plimsoll.sidekick;

/** The calendar. Event ids are random uuids, spread over the whole key space. */
final class EventRows implements TableRows {
  private static final int MOST = 2_000;
  private static final int REVISIONS_PER_ACCOUNT = 10_000;
  private static final long MICROS_PER_MINUTE = 60_000_000;
  private static final String[] PLACES = {"Office", "Zürich HB", "home", "São Paulo", "東京駅", ""};

  private final Draw draw;
  private final StringBuilder scratch = new StringBuilder();

  EventRows(Draw draw) {
    this.draw = draw;
  }

  @Override
  public int count(long account) {
    draw.at(account, -1);
    return Oddities.odd(account) ? Phrases.odds() : draw.zipf(2.5, MOST);
  }

  @Override
  public void write(CopyRow row, long account, int number) {
    int count = count(account);
    draw.at(account, number);
    row.number(account).text(id(number, count));
    row.number(account * REVISIONS_PER_ACCOUNT + number + 1);
    String odd = Oddities.value(draw, account, number);
    row.text(odd != null ? odd : Phrases.words(draw, fresh(), 1 + draw.below(5)));
    long starts = Instants.any(draw);
    row.text(PgText.timestamp(fresh(), starts).append("+00"));
    row.text(ends(starts));
    row.bool(draw.oneIn(10));
    row.text(draw.oneIn(3) ? null : draw.pick(PLACES));
    row.text(draw.oneIn(2) ? null : Phrases.words(draw, fresh(), draw.below(15)));
  }

  /**
   * A version 4 uuid from the account's {@code number}-th of {@code count} equal parts of the key
   * space, from that part's first half: so ids rise with the number and are random all the same.
   */
  private CharSequence id(int number, int count) {
    long part = Long.divideUnsigned(-1L, count);
    long high = number * part + Long.remainderUnsigned(draw.next(), part >>> 1);
    long low = draw.next();
    return PgText.uuid(fresh(), high & ~0xF000L | 0x4000, low & ~(3L << 62) | 1L << 63);
  }

  private CharSequence ends(long starts) {
    if (draw.oneIn(6) || starts > Instants.LAST_WITH_ROOM) {
      return null;
    }
    return PgText.timestamp(fresh(), starts + draw.below(600) * MICROS_PER_MINUTE).append("+00");
  }

  private StringBuilder fresh() {
    scratch.setLength(0);
    return scratch;
  }
}
