package io.plimsoll.people;

import static io.plimsoll.people.TestPeople.PAGES;
import static io.plimsoll.people.TestPeople.caller;
import static io.plimsoll.people.TestPeople.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.people.AccessEvents.Cause;
import io.plimsoll.people.Administration.NewPerson;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, with a provider that others wrote. */
class OidcLoginTest {
  private static final URI REDIRECT = URI.create("https://plimsoll.example/oidc");
  private static final HttpClient BROWSER =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  @TempDir Path home;
  private MockOAuth2Server provider;
  private String issuer;
  private TestPeople it;

  @BeforeEach
  void install() throws Exception {
    provider = new MockOAuth2Server();
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    provider.start(port);
    issuer = "http://localhost:" + port + "/default";
    it =
        new TestPeople(
            home,
            Instant.now(),
            Optional.of(new OidcProvider(issuer, "plimsoll", Optional.empty())));
    it.people
        .administration()
        .add(
            it.administrator(),
            new NewPerson(
                "ann",
                Optional.empty(),
                Set.of(Role.AUDITOR),
                Optional.empty(),
                Optional.of(new ExternalIdentity(issuer, "ann-at-home"))));
  }

  @AfterEach
  void remove() {
    it.close();
    provider.shutdown();
  }

  private Oidc oidc() {
    return it.people.oidc().orElseThrow();
  }

  private void willSay(String subject, String audience, Map<String, ?> claims) {
    provider.enqueueCallback(
        new DefaultOAuth2TokenCallback("default", subject, "JWT", List.of(audience), claims, 300));
  }

  /** Where the provider sends the browser back to. */
  private static URI visit(URI address) throws Exception {
    HttpResponse<Void> answer =
        BROWSER.send(
            HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding());
    assertThat(answer.statusCode()).isEqualTo(302);
    return URI.create(answer.headers().firstValue("location").orElseThrow());
  }

  private static Oidc.Answer answer(URI back, Oidc.Begun begun) {
    Map<String, String> fields =
        Arrays.stream(back.getRawQuery().split("&"))
            .map(pair -> pair.split("=", 2))
            .collect(
                Collectors.toMap(
                    pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    return new Oidc.Answer(
        fields.get("state"),
        Optional.ofNullable(fields.get("code")),
        Optional.ofNullable(fields.get("error")),
        Optional.ofNullable(fields.get("iss")),
        begun.binding());
  }

  private Outcome finish(URI back, Oidc.Begun begun) {
    return finish(answer(back, begun), PAGES);
  }

  /** The provider lives in real time, and its tokens are not valid before they were made. */
  private Outcome finish(Oidc.Answer answer, Origin origin) {
    it.clock.advance(Duration.between(it.clock.instant(), Instant.now()));
    return it.people.authentication().oidc(answer, origin);
  }

  @Test
  void knowsThePersonByIssuerAndSubject() throws Exception {
    willSay("ann-at-home", "plimsoll", Map.of());
    Oidc.Begun begun = oidc().begin(REDIRECT);

    Caller caller = caller(finish(visit(begun.address()), begun));

    assertThat(caller.name()).isEqualTo("ann");
    assertThat(caller.roles()).containsExactly(Role.AUDITOR);
    assertThat(caller(it.people.authentication().session(open(caller), PAGES)).method())
        .isEqualTo(Method.OIDC);
  }

  private io.plimsoll.common.Secret open(Caller caller) {
    return it.people.authentication().open(caller);
  }

  @Test
  void knowsNobodyByAnotherSubject() throws Exception {
    willSay("ann", "plimsoll", Map.of("email", "ann@example.org"));
    Oidc.Begun begun = oidc().begin(REDIRECT);

    assertThat(refused(finish(visit(begun.address()), begun)).reason())
        .isEqualTo(Outcome.Reason.NOT_LINKED);
  }

  @Test
  void believesNoTokenForAnotherClientOrOfAnotherIssuer() throws Exception {
    willSay("ann-at-home", "plimsoll", Map.of("aud", "another"));
    Oidc.Begun first = oidc().begin(REDIRECT);
    assertThat(finish(visit(first.address()), first)).isInstanceOf(Outcome.Refused.class);

    willSay("ann-at-home", "plimsoll", Map.of("iss", "https://evil.example"));
    Oidc.Begun second = oidc().begin(REDIRECT);
    assertThat(finish(visit(second.address()), second)).isInstanceOf(Outcome.Refused.class);

    assertThat(it.ears.refusals)
        .extracting(AccessEvents.Refusal::cause)
        .containsExactly(Cause.ID_TOKEN_INVALID, Cause.ID_TOKEN_INVALID);
  }

  @Test
  void aStolenCodeIsWorthNothingWithoutItsVerifier() throws Exception {
    Oidc.Begun victims = oidc().begin(REDIRECT);
    Oidc.Begun attackers = oidc().begin(REDIRECT);
    Oidc.Answer stolen = answer(visit(victims.address()), victims);

    Outcome outcome =
        it.people
            .authentication()
            .oidc(
                new Oidc.Answer(
                    attackers.state(),
                    stolen.code(),
                    Optional.empty(),
                    Optional.empty(),
                    attackers.binding()),
                PAGES);

    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    assertThat(it.ears.refusals)
        .extracting(AccessEvents.Refusal::cause)
        .containsExactly(Cause.PROVIDER_SAID_NO);
  }

  @Test
  void comesBackToTheCommandLineThroughTheLoopbackAddress() throws Exception {
    willSay("ann-at-home", "plimsoll", Map.of());
    try (var loopback = new LoopbackRedirect()) {
      Oidc.Begun begun = loopback.begin(oidc());
      URI back = visit(begun.address());
      assertThat(back.toString()).startsWith("http://127.0.0.1:");
      URI stranger = URI.create(back.toString().replaceAll("state=[^&]*", "state=guessed"));
      CompletableFuture<Integer> strangers = get(stranger);
      CompletableFuture<Integer> ours = strangers.thenCompose(code -> get(back));

      Oidc.Answer answer = loopback.await(begun, Duration.ofSeconds(30)).orElseThrow();

      assertThat(strangers.get()).isEqualTo(400);
      assertThat(ours.get()).isEqualTo(200);
      assertThat(caller(finish(answer, Origin.local())).name()).isEqualTo("ann");
    }
  }

  @Test
  void doesNotWaitForEverAtTheLoopbackAddress() throws Exception {
    try (var loopback = new LoopbackRedirect()) {
      Oidc.Begun begun = loopback.begin(oidc());

      assertThat(loopback.await(begun, Duration.ZERO)).isEmpty();
    }
  }

  private static CompletableFuture<Integer> get(URI address) {
    return BROWSER
        .sendAsync(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
        .thenApply(HttpResponse::statusCode);
  }
}
