package io.plimsoll.sidekick;

/** The address book: most accounts have a handful of contacts, some thousands. */
final class ContactRows implements TableRows {
  /** Contact ids of an account follow {@code account * IDS_PER_ACCOUNT}; it never has that many. */
  static final int IDS_PER_ACCOUNT = 100_000;

  private static final int MOST = 5_000;
  private static final int NOVEL_ONE_IN = 20_000;

  private final Draw draw;
  private final StringBuilder scratch = new StringBuilder();

  ContactRows(Draw draw) {
    this.draw = draw;
  }

  @Override
  public int count(long account) {
    draw.at(account, -1);
    if (Oddities.large(account)) {
      return MOST / 2 + draw.below(MOST / 2);
    }
    return Oddities.odd(account) ? Phrases.odds() : draw.zipf(2.5, MOST);
  }

  @Override
  public void write(CopyRow row, long account, int number) {
    draw.at(account, number);
    String odd = Oddities.value(draw, account, number);
    row.number(account).number(account * IDS_PER_ACCOUNT + number + 1);
    row.text(odd != null ? odd : Phrases.name(draw, fresh()));
    row.text(phones(odd)).text(email()).text(note(account, number));
    row.bool(draw.oneIn(8));
    row.text(Instants.past(draw, fresh()).append("+00"));
  }

  private CharSequence phones(String odd) {
    fresh().append('{');
    int phones = draw.below(4);
    for (int i = 0; i < phones; i++) {
      scratch.append(i == 0 ? "" : ",");
      if (i == 0 && odd != null) {
        PgText.arrayElement(scratch, odd);
      } else if (draw.oneIn(100)) {
        scratch.append("NULL");
      } else {
        phone();
      }
    }
    return scratch.append('}');
  }

  private void phone() {
    boolean spaced = draw.oneIn(2);
    scratch.append(spaced ? "\"+1 " : "+1").append(200 + draw.below(800));
    PgText.padded(scratch.append(spaced ? " " : ""), draw.below(10_000_000), 7);
    scratch.append(spaced ? "\"" : "");
  }

  private CharSequence email() {
    return switch (draw.below(6)) {
      case 0, 1, 2 -> null;
      case 3 -> "";
      default -> fresh().append("friend").append(draw.below(1_000_000)).append("@mail.example");
    };
  }

  private CharSequence note(long account, int number) {
    if (Oddities.large(account) && number == 0 || draw.oneIn(NOVEL_ONE_IN)) {
      return Phrases.novel(draw, fresh());
    }
    String odd = Oddities.value(draw, account, number);
    if (odd != null) {
      return odd;
    }
    return draw.oneIn(3) ? null : Phrases.words(draw, fresh(), draw.below(12));
  }

  private StringBuilder fresh() {
    scratch.setLength(0);
    return scratch;
  }
}
