package io.plimsoll.route;

import static io.plimsoll.route.Route.Destination.ELSEWHERE;
import static io.plimsoll.route.Route.Destination.SOURCE;
import static io.plimsoll.route.Route.Destination.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.plimsoll.common.Finding;
import io.plimsoll.common.Secret;
import io.plimsoll.route.Route.Position;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRouteTest extends RouteContract {
  private static final Duration GENEROUS = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String OLD = "jdbc:postgresql://old/s00";
  private static final String NEW = "jdbc:postgresql://new/s00";
  private static final String TOKEN = "hunter2";

  private final RouteService service = new RouteService();

  @AfterEach
  void stop() {
    service.close();
  }

  @Override
  Route open() {
    return route(GENEROUS);
  }

  private HttpRoute route(Duration timeout) {
    return route(timeout, TOKEN);
  }

  private HttpRoute route(Duration timeout, String token) {
    return new HttpRoute(
        "own",
        new HttpService(Optional.of(new Secret("env OWN_TOKEN", () -> token)), timeout),
        true,
        Map.of(
            SHARD,
            new HttpRoute.Resource(service.at("s00"), new Addresses(OLD, NEW)),
            OTHER,
            new HttpRoute.Resource(service.at("s01"), new Addresses(OLD + "1", NEW + "1"))));
  }

  @Test
  void sendsAddressesAndItsToken() {
    open().establish(SHARD);
    open().switchTo(SHARD, TARGET, 1);
    assertThat(service.stored("s00"))
        .isEqualTo("{\"destination\":\"target\",\"address\":\"%s\",\"version\":2}".formatted(NEW));
    assertThat(service.authorizations()).containsOnly("Bearer " + TOKEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"destination\":\"target\",\"version\":7} | TARGET",
        "{\"destination\":\"jdbc:postgresql://old/s00\",\"version\":7} | SOURCE",
        "{\"destination\":\"target\",\"address\":\"jdbc:postgresql://old/s00\",\"version\":7} | SOURCE",
        "{\"destination\":\"source\",\"address\":\"jdbc:x\",\"version\":7,\"more\":[1]} | ELSEWHERE",
        "{\"destination\":\"mars\",\"version\":7} | ELSEWHERE"
      })
  void believesTheAddressBeforeTheWord(String json, Route.Destination means) {
    service.store("s00", json, 7);
    assertThat(open().observe(SHARD)).map(Position::destination).contains(means);
    assertThat(open().check(SHARD))
        .map(Finding::code)
        .isEqualTo(means == SOURCE ? java.util.List.of() : java.util.List.of("route-elsewhere"));
  }

  @Test
  void bumpsWhereClientsAreSentElsewhere() {
    service.store("s00", "{\"destination\":\"mars\",\"version\":7}", 7);
    assertThat(open().bump(SHARD, 7)).isEqualTo(new Position(ELSEWHERE, 8, "mars"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "null",
        "{\"destination\":\"target\"}",
        "{\"destination\":\"target\",\"version\":\"7\"}",
        "{\"destination\":\"target\",\"version\":7.5}",
        "{\"destination\":7,\"version\":7}",
        "{\"destination\":\"target\",\"version\":99999999999999999999}",
        "{\"destination\":\"target\",\"version\":7"
      })
  void concludesNothingFromOtherAnswers(String body) {
    service.store("s00", body, 7);
    assertThatThrownBy(() -> open().observe(SHARD)).isInstanceOf(RouteException.class);
    assertThat(open().check(SHARD)).map(Finding::code).containsExactly("route-unreachable");
  }

  @Test
  void concludesNothingFromAVersionThatIsNotTheTag() {
    service.store("s00", "{\"destination\":\"source\",\"version\":7}", 8);
    assertThatThrownBy(() -> open().observe(SHARD))
        .isInstanceOf(RouteException.class)
        .hasMessageContaining("the ETag must be the version");
  }

  @Test
  void doesNotKnowWhatBecameOfASwitchWithoutAnswer() {
    open().establish(SHARD);
    service.next("PUT", (exchange, kept) -> kept.run());
    assertThatThrownBy(() -> open().switchTo(SHARD, TARGET, 1)).isInstanceOf(RouteException.class);
    assertThat(open().observe(SHARD)).contains(new Position(TARGET, 2, NEW));
    assertThat(service.puts()).isEqualTo(2);

    service.next("PUT", (exchange, kept) -> {});
    assertThatThrownBy(() -> open().switchTo(SHARD, SOURCE, 2)).isInstanceOf(RouteException.class);
    assertThat(open().bump(SHARD, 2)).isEqualTo(new Position(TARGET, 3, NEW));
    assertThatThrownBy(() -> open().switchTo(SHARD, SOURCE, 2))
        .isInstanceOf(StaleRouteException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 401, 204, 428})
  void takesOnlyAPromisedStatusForAnAnswer(int status) {
    open().establish(SHARD);
    service.next("GET", (exchange, kept) -> answer(exchange, status, TOKEN));
    assertThatThrownBy(() -> open().observe(SHARD))
        .isInstanceOf(RouteException.class)
        .hasMessageNotContaining(TOKEN);
  }

  @Test
  void doesNotBelieveASwitchThatDidNotHappen() {
    open().establish(SHARD);
    service.next("PUT", (exchange, kept) -> answer(exchange, 200, "{}"));
    assertThatThrownBy(() -> open().switchTo(SHARD, TARGET, 1))
        .isInstanceOf(RouteException.class)
        .hasMessageContaining("was accepted, but clients are sent to " + OLD);
  }

  @Test
  void followsNoRedirect() {
    service.next(
        "GET",
        (exchange, kept) -> {
          exchange.getResponseHeaders().set("Location", service.at("s01").toString());
          answer(exchange, 307, "");
        });
    assertThatThrownBy(() -> open().observe(SHARD))
        .isInstanceOf(RouteException.class)
        .hasMessageContaining("redirects (307)");
  }

  @Test
  void waitsNoLongerThanItsTimeoutForAHeadOrABody() {
    service.next("GET", (exchange, kept) -> service.hang());
    assertThatThrownBy(() -> route(SHORT).observe(SHARD))
        .isInstanceOf(RouteException.class)
        .hasMessageContaining("no whole answer within 300 ms");
    service.next(
        "GET",
        (exchange, kept) -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          service.hang();
        });
    assertThatThrownBy(() -> route(SHORT).observe(SHARD))
        .isInstanceOf(RouteException.class)
        .hasMessageContaining("no whole answer within 300 ms");
  }

  @Test
  void readsNoMoreThanALimit() {
    service.next(
        "GET", (exchange, kept) -> answer(exchange, 200, " ".repeat(HttpAnswer.LONGEST_BYTES + 1)));
    assertThatThrownBy(() -> open().observe(SHARD))
        .isInstanceOf(RouteException.class)
        .hasMessageContaining("longer than");
  }

  @Test
  void keepsATokenToItselfThatNoHeaderCanCarry() {
    assertThatThrownBy(() -> route(GENEROUS, TOKEN + "\nx: y").observe(SHARD))
        .isInstanceOf(RouteException.class)
        .hasMessageContaining("env OWN_TOKEN holds characters")
        .satisfies(thrown -> assertThat(allOf(thrown)).doesNotContain(TOKEN));
  }

  private static String allOf(Throwable thrown) {
    return thrown == null ? "" : thrown + allOf(thrown.getCause());
  }

  @Test
  void findsAServiceThatIsNotThere() {
    service.close();
    assertThat(open().check(SHARD)).map(Finding::code).containsExactly("route-unreachable");
    assertThatThrownBy(() -> open().observe(SHARD))
        .isInstanceOf(RouteException.class)
        .satisfies(thrown -> assertThat(allOf(thrown)).doesNotContain(TOKEN));
  }

  @Test
  void letsClientsWaitWhereTheServiceCan() {
    Route route = open();
    assertThat(route.pause(SHARD, SHORT)).isTrue();
    assertThat(service.paused()).containsExactly("s00");
    route.resume(SHARD);
    assertThat(service.paused()).isEmpty();
    service.next("POST", (exchange, kept) -> answer(exchange, 409, ""));
    assertThat(route.pause(SHARD, SHORT)).isFalse();
  }

  @Test
  void resumesWhenTheAnswerToAPauseIsLost() {
    service.next("POST", (exchange, kept) -> kept.run());
    assertThatThrownBy(() -> open().pause(SHARD, SHORT)).isInstanceOf(RouteException.class);
    assertThat(service.paused()).isEmpty();
    assertThat(service.posts()).isEqualTo(2);
  }

  @Test
  void pausesNobodyWhereTheServiceCannot() {
    var route =
        new HttpRoute(
            "own",
            new HttpService(Optional.empty(), GENEROUS),
            false,
            Map.of(
                SHARD,
                new HttpRoute.Resource(
                    URI.create("http://127.0.0.1:1/"), new Addresses(OLD, NEW))));
    assertThat(route.pause(SHARD, SHORT)).isFalse();
    route.resume(SHARD);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, status == 204 || bytes.length == 0 ? -1 : bytes.length);
    if (status != 204) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }
}
