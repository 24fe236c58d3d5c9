package io.plimsoll.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of RFC 8785. */
class CanonicalJsonTest {
  @Test
  void isTheExampleOfTheStandard() {
    String given =
        """
        {
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
          "literals": [null, true, false]
        }
        """;

    assertThat(CanonicalJson.of(given))
        .isEqualTo(
            "{\"literals\":[null,true,false],"
                + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  }

  @Test
  void sortsKeysByUtf16AndNotByCodePoint() {
    String given =
        "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}";

    assertThat(CanonicalJson.of(given))
        .isEqualTo("{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\ufb33\":3}");
  }

  @ParameterizedTest
  @CsvSource({
    "-0.0,0",
    "5e-324,5e-324",
    "1.7976931348623157e308,1.7976931348623157e+308",
    "9007199254740992,9007199254740992",
    "295147905179352830000,295147905179352830000",
    "1e21,1e+21",
    "0.000001,0.000001",
    "1e-7,1e-7"
  })
  void writesNumbersAsTheStandardDoes(String given, String canonical) {
    assertThat(CanonicalJson.of("[" + given + "]")).isEqualTo("[" + canonical + "]");
  }

  @Test
  void hasBytesForHalfASurrogatePair() {
    assertThat(
            new String(
                CanonicalJson.bytes("[\"a\ud800b\"]"), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("[\"a\uFFFDb\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "{", "{\"a\":1,\"a\":2}", "[1,]", "{\"a\":nan}"})
  void refusesWhatIsNoObjectOrArray(String text) {
    assertThatThrownBy(() -> CanonicalJson.of(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
