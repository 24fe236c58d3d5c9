package io.plimsoll.sidekick;

/** The to-do lists: numbered from 1 within each account. */
final class TodoRows implements TableRows {
  private static final int MOST = 1_000;
  private static final int DAYS_FROM = 11_000;
  private static final int DAYS_MORE = 4_000;

  private final Draw draw;
  private final StringBuilder scratch = new StringBuilder();

  TodoRows(Draw draw) {
    this.draw = draw;
  }

  @Override
  public int count(long account) {
    draw.at(account, -1);
    return Oddities.odd(account) ? Phrases.odds() : draw.zipf(1.6, MOST);
  }

  @Override
  public void write(CopyRow row, long account, int number) {
    draw.at(account, number);
    row.number(account).number(number + 1);
    String odd = Oddities.value(draw, account, number);
    row.text(odd != null ? odd : Phrases.words(draw, fresh(), 1 + draw.below(6)));
    row.bool(draw.oneIn(2));
    row.text(draw.oneIn(3) ? null : PgText.date(fresh(), DAYS_FROM + draw.below(DAYS_MORE)));
    row.number(draw.below(10));
  }

  private StringBuilder fresh() {
    scratch.setLength(0);
    return scratch;
  }
}
