package io.plimsoll.sidekick;

/** The account itself: one record each, {@code accounts.id} from 1. */
final class AccountRows implements TableRows {
  private static final String[] LOCALES = {"en", "de", "fr", "ja", "pt-BR", "tr", "zh-Hans"};
  private static final String[] ZONES = {
    "UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Apia"
  };
  private static final String[] ODD_BALANCES = {"0.00", "-0.01", "9999999999.99", "0.10"};

  private final Draw draw;
  private final StringBuilder scratch = new StringBuilder();

  AccountRows(Draw draw) {
    this.draw = draw;
  }

  @Override
  public int count(long account) {
    return 1;
  }

  @Override
  public void write(CopyRow row, long account, int number) {
    draw.at(account, number);
    row.number(account).text(email(account)).text(name(account));
    row.text(Instants.past(draw, fresh()).append("+00"));
    if (draw.oneIn(20)) {
      row.nothing();
    } else {
      row.text(draw.pick(LOCALES));
    }
    row.number(1L << 20 + draw.below(24)).text(balance()).text(settings(account));
  }

  private CharSequence email(long account) {
    fresh().append(draw.oneIn(50) ? "Jörg.Ünal+😀" : draw.oneIn(2) ? "User" : "user");
    return scratch.append('.').append(account).append("@sidekick.example");
  }

  private CharSequence name(long account) {
    String odd = Oddities.value(draw, account, (int) (account / 100));
    return odd == null ? Phrases.name(draw, fresh()) : odd;
  }

  private CharSequence balance() {
    if (draw.oneIn(10)) {
      return draw.pick(ODD_BALANCES);
    }
    fresh().append(draw.below(100_000)).append('.');
    return PgText.padded(scratch, draw.below(100), 2);
  }

  /** Keys stand as jsonb keeps them: the shorter first, then by their bytes. */
  private CharSequence settings(long account) {
    if (draw.oneIn(30)) {
      return "{}";
    }
    fresh().append("{\"tz\": \"").append(draw.pick(ZONES)).append("\", \"pins\": [");
    int pins = draw.below(4);
    for (int i = 0; i < pins; i++) {
      scratch.append(i == 0 ? "" : ", ").append(draw.below(1_000));
    }
    scratch.append("], \"ratio\": 1.50, \"theme\": ").append(draw.oneIn(5) ? "null" : "\"dark\"");
    String signature = Oddities.value(draw, account, (int) (account / 100) + 1);
    scratch.append(", \"signature\": ");
    return PgText.jsonString(scratch, signature == null ? "Sent from my Sidekick" : signature)
        .append('}');
  }

  private StringBuilder fresh() {
    scratch.setLength(0);
    return scratch;
  }
}
