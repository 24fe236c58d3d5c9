package io.plimsoll.sidekick;

/**
 * What people type into their phones, and what they should not have: names, sentences, and values
 * that have broken a storage change somewhere.
 */
final class Phrases {
  private static final int LONG_FROM = 100_000;
  private static final int LONG_MORE = 200_000;

  private static final String[] GIVEN = {
    "Ann", "Bao", "Carlos", "Dörte", "Eun-ji", "Fatima", "Giorgos", "Hana", "Ivan", "Jürgen",
    "Kenji", "Léa", "Mia", "Noor", "Olu", "Priya", "Quinn", "Rosa", "Søren", "Tomás", "Uwe", "Vera",
    "Wei", "Ximena", "Yara", "Zoë", "Łukasz", "Şule", "Анна", "美咲"
  };
  private static final String[] FAMILY = {
    "Adeyemi", "Brown", "Chen", "Díaz", "Eriksson", "Ferrari", "García", "Haddad", "Ito", "Jones",
    "Kim", "Lefèvre", "Müller", "Nguyen", "O'Brien", "Petrov", "Quispe", "Rossi", "Smith", "Tanaka",
    "Ünal", "Van den Berg", "Wang", "Xu", "Yılmaz", "Żak"
  };
  private static final String[] WORDS = {
    "call",
    "about",
    "the",
    "dentist",
    "and",
    "bring",
    "milk",
    "flight",
    "school",
    "meeting",
    "with",
    "from",
    "again",
    "birthday",
    "photos",
    "car",
    "keys",
    "garden",
    "invoice",
    "before",
    "lunch",
    "train",
    "later",
    "check",
    "ticket",
    "boat",
    "harbour",
    "ask",
    "for",
    "receipt",
    "🎉",
    "☕",
    "naïve",
    "façade",
    "Straße",
    "água",
    "мир",
    "空港"
  };
  private static final String[] ODD = {
    "",
    " ",
    "  spaces around  ",
    "\t",
    "line one\nline two\n",
    "carriage\r\nreturn",
    "C:\\photos\\new",
    "\\N",
    "\\.",
    "\\",
    "'; DROP TABLE contacts; --",
    "she said \"no\"",
    "NULL",
    "null",
    "{curly, {braces}}",
    "a,b;c|d",
    "\b\f\u000B",
    "\u0001\u0002\u001F\u007F",
    "caf\u00E9",
    "cafe\u0301",
    "\u212B \u00C5 A\u030A",
    "\uD55C \u1112\u1161\u11AB",
    "Z\u0337\u0322a\u0334\u0360l\u0335g\u0336o",
    "\uD83D\uDE00",
    "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67\u200D\uD83D\uDC66 \uD83C\uDFF3\uFE0F\u200D\uD83C\uDF08",
    "\uD835\uDCAE\uD835\uDCBE\uD835\uDCB9\uD835\uDCC0\uD835\uDCBE\uD835\uDCB8\uD835\uDCC0",
    "\uD83C\uDDEF\uD83C\uDDF5\u20E3",
    "\uDBFF\uDFFD",
    "שלום \u202Eevil\u202C مرحبا",
    "\u200B",
    "\uFEFFmark",
    "\uFFFD\uFFFE\uFFFF",
    "İıſßẞ",
    "A",
    "a",
    "0",
    "-0",
    "1e400",
    "true",
    "%s ${x} {{y}} <b>&amp;</b>",
    "日本語のメモ"
  };

  private Phrases() {}

  /** One of the values that break things; never null. */
  static String odd(Draw draw) {
    return draw.pick(ODD);
  }

  static int odds() {
    return ODD.length;
  }

  static String odd(int number) {
    return ODD[number];
  }

  static StringBuilder name(Draw draw, StringBuilder out) {
    return out.append(draw.pick(GIVEN)).append(' ').append(draw.pick(FAMILY));
  }

  static StringBuilder words(Draw draw, StringBuilder out, int count) {
    for (int i = 0; i < count; i++) {
      out.append(i == 0 ? "" : " ").append(draw.pick(WORDS));
    }
    return out;
  }

  /** 100,000 characters or more, with line breaks and emoji. */
  static StringBuilder novel(Draw draw, StringBuilder out) {
    int until = out.length() + LONG_FROM + draw.below(LONG_MORE);
    while (out.length() < until) {
      words(draw, out, 12).append(".\n");
    }
    return out;
  }
}
