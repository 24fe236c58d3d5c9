package io.plimsoll.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.ShardId;
import io.plimsoll.route.BouncerText.Entry;
import io.plimsoll.route.BouncerText.Mark;
import io.plimsoll.route.BouncerText.UnreadableFileException;
import io.plimsoll.route.Route.Destination;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BouncerTextTest {
  private static final Mark SEVEN = new Mark(new ShardId("s00"), 7, Destination.TARGET);
  private static final Endpoint FRESH = new Endpoint("new", 5433, "app");
  private static final String LINE = "; plimsoll shard=s00 version=7 to=target";

  private static String entry(String text) {
    return new BouncerText(text).entry("app").map(Entry::endpoint).map(Object::toString).orElse("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "app = host=old port=6000 dbname=x | old:6000/x",
        "app=host=old | old:5432/app",
        "app = | a Unix socket:5432/app",
        "  app\t=\tdbname = 'a ''b'  host = old | old:5432/a 'b",
        "app = host=old pool_size=5 password='host=no' | old:5432/app",
        "app2 = host=old | ''",
        "; app = host=old | ''",
        "[pgbouncer]\\napp = host=old | ''",
        "[pgbouncer]\\nx = y\\n[databases]\\r\\napp = host=old | old:5432/app"
      })
  void readsEntriesAsPgBouncerDoes(String text, String means) {
    assertThat(entry(text.replace("\\n", "\n").replace("\\r", "\r")))
        .isEqualTo(means.equals("''") ? "" : means);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "app = host=old port=6000 dbname=x pool_size=5 | app = host=new port=5433 dbname=app pool_size=5",
        "app= pool_size=5  host='old' user=u | app= port=5433 dbname=app pool_size=5  host=new user=u",
        "app = | app = host=new port=5433 dbname=app",
        "app =pool_size=5 | app = host=new port=5433 dbname=app pool_size=5",
        "\tapp\t= host=a host=b dbname=app port=5433 | \tapp\t= host=new host=new dbname=app port=5433",
        "app = password='host=x' host=old port=5433 dbname=app | app = password='host=x' host=new port=5433 dbname=app",
        "app = port=5433 host=NEW dbname=app ; note | app = port=5433 host=new dbname=app ; note"
      })
  void changesWhereAnEntryLeadsAndNothingElse(String before, String after) {
    String around = "# ü\u0000\tfirst\r\n%s\n\nother = host=old\n[users]\nx = pool_mode=session";
    assertThat(new BouncerText(around.formatted(before)).with("app", SEVEN, FRESH))
        .isEqualTo(around.formatted(LINE + "\n" + after));
  }

  @Test
  void keepsLineEndsAndAMissingLastOne() {
    String text = "x = host=old\r\napp = host=old dbname=app port=5433\r\n";
    assertThat(new BouncerText(text).with("app", SEVEN, FRESH))
        .isEqualTo("x = host=old\r\n" + LINE + "\r\napp = host=new dbname=app port=5433\r\n");
    assertThat(new BouncerText("app = host=new port=5433 dbname=app").with("app", SEVEN, FRESH))
        .isEqualTo(LINE + "\napp = host=new port=5433 dbname=app");
  }

  @Test
  void replacesItsMarkAndReadsItBack() {
    String once = new BouncerText("app = host=old\n").with("app", SEVEN, FRESH);
    var eight = new Mark(new ShardId("s00"), 8, Destination.SOURCE);
    var old = new Endpoint("old", 5432, "app");
    String twice = new BouncerText(once).with("app", eight, old);

    assertThat(new BouncerText(once).entry("app")).contains(new Entry(FRESH, Optional.of(SEVEN)));
    assertThat(new BouncerText(twice).entry("app")).contains(new Entry(old, Optional.of(eight)));
    assertThat(twice.lines()).hasSize(2);
  }

  @Test
  void quotesWhatMustBeQuotedAndReadsItBack() {
    var odd = new Endpoint("::1", 5432, "a 'ü' b");
    String text = new BouncerText("app = host=old").with("app", SEVEN, odd);

    assertThat(new BouncerText(text).entry("app").orElseThrow().endpoint()).isEqualTo(odd);
    assertThat(text).contains("host=::1", "''");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "; plimsoll shard=s00 version=x to=target\napp = host=a",
        "; plimsoll version=7\napp = host=a",
        "app = host=a\napp = host=b",
        "app = host=a port=x"
      })
  void guessesNothing(String text) {
    assertThatThrownBy(() -> new BouncerText(text).entry("app"))
        .isInstanceOf(UnreadableFileException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://old.example:5432/app?sslmode=require, old.example:5432/app",
    "jdbc:postgresql://old/app, old:5432/app",
    "jdbc:postgresql://[::1]:6000/a%20b, ::1:6000/a b"
  })
  void takesEndpointsFromTheUrlsOfStores(String url, String means) {
    assertThat(Endpoint.of(url)).hasToString(means);
  }

  @Test
  void refusesUrlsWithSeveralHosts() {
    assertThatThrownBy(() -> Endpoint.of("jdbc:postgresql://a,b/app"))
        .isInstanceOf(IllegalStateException.class);
  }
}
