package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code login --oidc} against a provider that others wrote, and the linking before it. */
class ProviderLoginTest extends CliTestCase {
  private static final HttpClient BROWSER =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  private final MockOAuth2Server provider = new MockOAuth2Server();
  private String issuer;
  private Path password;

  @BeforeEach
  void begin() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    provider.start(port);
    issuer = "http://localhost:%d/default".formatted(port);
    // The provider lives in real time, and its tokens are not valid before they were made.
    it.clock.advance(Duration.between(it.clock.instant(), Instant.now().plusSeconds(30)));
    password = Files.writeString(folder.resolve("password"), "correct horse battery staple\n");
    it.run("user", "add", "root", "--no-input", "--password-file", password);
    it.run("login", "root", "--no-input", "--password-file", password);
    it.run("user", "add", "ann", "--role", "auditor", "--password-file", password);
  }

  @AfterEach
  void end() {
    provider.shutdown();
  }

  private void configure() throws Exception {
    Files.writeString(
        folder.resolve("site.yaml"),
        CommandLineFixture.SITE
            + "people: {oidc: {issuer: '%s', clientId: plimsoll}}\n".formatted(issuer));
  }

  private static URI location(URI address) throws Exception {
    HttpResponse<Void> answer =
        BROWSER.send(
            HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding());
    return URI.create(answer.headers().firstValue("Location").orElseThrow());
  }

  /** Tells the address as soon as a whole line has it. */
  private static final class Talk extends ByteArrayOutputStream {
    private static final Pattern ADDRESS = Pattern.compile("(http://localhost\\S+)\\R");
    final CompletableFuture<URI> address = new CompletableFuture<>();

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      super.write(bytes, from, length);
      Matcher found = ADDRESS.matcher(toString(StandardCharsets.UTF_8));
      if (found.find()) {
        address.complete(URI.create(found.group(1)));
      }
    }
  }

  private int logIn(Talk talk, String subject) throws Exception {
    provider.enqueueCallback(
        new DefaultOAuth2TokenCallback(
            "default", subject, "JWT", List.of("plimsoll"), Map.of(), 300));
    Cli cli = it.cli(new ByteArrayOutputStream(), talk);
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(
            () -> cli.run("login", "--oidc", "--config", folder.resolve("site.yaml").toString()));
    URI back =
        location(
            CompletableFuture.anyOf(talk.address, code)
                .thenApply(done -> talk.address.join())
                .get());
    BROWSER.send(HttpRequest.newBuilder(back).build(), HttpResponse.BodyHandlers.discarding());
    return code.get();
  }

  @Test
  void logsInWhoeverWasLinked() throws Exception {
    configure();
    var linked = it.run("user", "link", "ann", "--subject", "ann-there");
    assertThat(linked.err()).contains("ann may log in through " + issuer);

    var talk = new Talk();
    assertThat(logIn(talk, "ann-there")).as(talk.toString()).isZero();

    assertThat(talk.toString()).contains("logged in as ann, roles: auditor");
    assertThat(it.run("token", "create", "x", "--output", "json").code()).isZero();
  }

  @Test
  void logsInNobodyElse() throws Exception {
    configure();
    it.run("user", "link", "ann", "--subject", "ann-there");

    var talk = new Talk();
    assertThat(logIn(talk, "somebody-else")).isEqualTo(2);

    assertThat(talk.toString()).contains("have no account here");
  }

  @Test
  void needsAProvider() {
    var seen = it.run("login", "--oidc");

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("no identity provider is configured", "people.oidc");
  }

  @Test
  void takesNoNameBesideTheProvider() throws Exception {
    configure();

    assertThat(it.run("login", "ann", "--oidc").err()).contains("says who you are");
  }

  @Test
  void saysWhenTheProviderCannotBeReached() throws Exception {
    configure();
    provider.shutdown();

    var seen = it.run("login", "--oidc");

    assertThat(seen.code()).isEqualTo(1);
    assertThat(seen.err()).doesNotContain("a fault in Plimsoll");
  }

  @Test
  void linksAnIdentityToOneAccount() throws Exception {
    assertThat(it.run("user", "link", "ann", "--subject", "s").err()).contains("--issuer");
    configure();
    it.run("user", "add", "bob", "--role", "viewer", "--password-file", password);
    assertThat(it.run("user", "link", "ann", "--subject", "s").code()).isZero();

    assertThat(it.run("user", "link", "bob", "--subject", "s").code()).isEqualTo(2);
    it.run("logout");
    it.run("login", "bob", "--no-input", "--password-file", password);
    var refused = it.run("user", "link", "bob", "--subject", "other");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("needs the role admin");
  }
}
