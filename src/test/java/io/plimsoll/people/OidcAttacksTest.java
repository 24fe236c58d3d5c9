package io.plimsoll.people;

import static io.plimsoll.people.TestPeople.PAGES;
import static io.plimsoll.people.TestPeople.caller;
import static io.plimsoll.people.TestPeople.refused;
import static io.plimsoll.people.TestPeople.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import io.plimsoll.people.AccessEvents.Cause;
import io.plimsoll.people.Outcome.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider's answer is believed only when everything about it is right. */
class OidcAttacksTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final URI REDIRECT = URI.create("https://plimsoll.example/oidc");

  @TempDir Path home;
  private FakeProvider provider;
  private TestPeople it;
  private Oidc.Begun begun;

  @BeforeEach
  void install() throws Exception {
    provider = new FakeProvider();
    it =
        new TestPeople(
            home,
            NOW,
            Optional.of(new OidcProvider(provider.issuer(), "plimsoll", Optional.empty())));
    it.person("ann", Role.APPROVER);
    it.people
        .administration()
        .link(it.administrator(), "ann", new ExternalIdentity(provider.issuer(), "248289761001"));
    begun = it.people.oidc().orElseThrow().begin(REDIRECT);
  }

  @AfterEach
  void remove() {
    it.close();
    provider.close();
  }

  private String nonce() {
    return begun.address().getQuery().replaceFirst(".*[&?]nonce=([^&]*).*", "$1");
  }

  private JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
    JWTClaimsSet.Builder honest = provider.claims(nonce(), it.clock.instant());
    change.accept(honest);
    return honest.build();
  }

  private Oidc.Answer answer() {
    return new Oidc.Answer(
        begun.state(), Optional.of("code"), Optional.empty(), Optional.empty(), begun.binding());
  }

  private Outcome finish() {
    return it.people.authentication().oidc(answer(), PAGES);
  }

  private void assertRefused(Outcome outcome, Cause cause) {
    assertThat(refused(outcome).reason()).isEqualTo(Reason.PROVIDER_REFUSED);
    assertThat(it.ears.refusals).extracting(AccessEvents.Refusal::cause).containsExactly(cause);
  }

  private void assertTokenRefused(Consumer<JWTClaimsSet.Builder> change) throws Exception {
    provider.idToken = provider.signed(claims(change));
    assertRefused(finish(), Cause.ID_TOKEN_INVALID);
  }

  @Test
  void anHonestAnswerIsBelieved() throws Exception {
    provider.idToken = provider.signed(claims(honest -> {}));

    Caller caller = caller(finish());

    assertThat(caller.name()).isEqualTo("ann");
    assertThat(caller.method()).isEqualTo(Method.OIDC);
  }

  @Test
  void aWrongNonceIsNot() throws Exception {
    assertTokenRefused(claims -> claims.claim("nonce", "another"));
  }

  @Test
  void aMissingNonceIsNot() throws Exception {
    assertTokenRefused(claims -> claims.claim("nonce", null));
  }

  @Test
  void aTokenForAnotherAudienceIsNot() throws Exception {
    assertTokenRefused(claims -> claims.audience("another"));
  }

  @Test
  void aTokenForSeveralThatWasGivenToAnotherIsNot() throws Exception {
    assertTokenRefused(
        claims -> claims.audience(List.of("plimsoll", "another")).claim("azp", "another"));
  }

  @Test
  void aTokenForSeveralThatDoesNotSayToWhomIsNot() throws Exception {
    assertTokenRefused(claims -> claims.audience(List.of("plimsoll", "another")));
  }

  @Test
  void aTokenOfAnotherIssuerIsNot() throws Exception {
    assertTokenRefused(claims -> claims.issuer("https://evil.example"));
  }

  @Test
  void anExpiredTokenIsNot() throws Exception {
    assertTokenRefused(claims -> claims.expirationTime(Date.from(NOW.minusSeconds(61))));
  }

  @Test
  void aTokenWithoutExpiryIsNot() throws Exception {
    assertTokenRefused(claims -> claims.expirationTime(null));
  }

  @Test
  void aTokenWithoutSubjectIsNot() throws Exception {
    assertTokenRefused(claims -> claims.subject(null));
  }

  @Test
  void anUnsignedTokenIsNot() {
    provider.idToken = FakeProvider.unsigned(claims(honest -> {}));
    assertRefused(finish(), Cause.ID_TOKEN_INVALID);
  }

  @Test
  void aTokenSignedByAnotherKeyIsNot() throws Exception {
    provider.idToken =
        provider.signed(claims(honest -> {}), new RSAKeyGenerator(2048).keyID("k1").generate());
    assertRefused(finish(), Cause.ID_TOKEN_INVALID);
  }

  @Test
  void aTokenSignedWithThePublicKeyIsNot() throws Exception {
    provider.idToken = provider.signedWithThePublicKeyAsSecret(claims(honest -> {}));
    assertRefused(finish(), Cause.ID_TOKEN_INVALID);
  }

  @Test
  void aTokenWithAChangedLetterIsNot() throws Exception {
    String token = provider.signed(claims(honest -> {}));
    int at = token.indexOf('.') + 10;
    provider.idToken =
        token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
    assertRefused(finish(), Cause.ID_TOKEN_INVALID);
  }

  @Test
  void noTokenAtAllIsNot() {
    provider.idToken = "";
    assertRefused(finish(), Cause.PROVIDER_SAID_NO);
  }

  @Test
  void anAnswerIsTakenOnce() throws Exception {
    provider.idToken = provider.signed(claims(honest -> {}));
    assertThat(finish()).isInstanceOf(Outcome.Authenticated.class);

    assertRefused(finish(), Cause.STATE_UNKNOWN_OR_USED);
  }

  @Test
  void anAnswerThatComesTooLateIsNotTaken() throws Exception {
    provider.idToken = provider.signed(claims(honest -> {}));
    it.clock.advance(Duration.ofMinutes(10));

    assertRefused(finish(), Cause.STATE_UNKNOWN_OR_USED);
  }

  @Test
  void aStateThatNobodyBeganIsNotTaken() {
    var answer =
        new Oidc.Answer(
            "made up", Optional.of("code"), Optional.empty(), Optional.empty(), begun.binding());

    assertRefused(it.people.authentication().oidc(answer, PAGES), Cause.STATE_UNKNOWN_OR_USED);
  }

  @Test
  void anAnswerInAnotherBrowserIsNotTaken() throws Exception {
    provider.idToken = provider.signed(claims(honest -> {}));
    Oidc.Begun attackers = it.people.oidc().orElseThrow().begin(REDIRECT);
    var answer =
        new Oidc.Answer(
            begun.state(),
            Optional.of("code"),
            Optional.empty(),
            Optional.empty(),
            attackers.binding());

    assertRefused(it.people.authentication().oidc(answer, PAGES), Cause.OTHER_BROWSER);
  }

  @Test
  void anAnswerOfAnotherIssuerIsNotTaken() throws Exception {
    provider.idToken = provider.signed(claims(honest -> {}));
    var answer =
        new Oidc.Answer(
            begun.state(),
            Optional.of("code"),
            Optional.empty(),
            Optional.of("https://evil.example"),
            begun.binding());

    assertRefused(it.people.authentication().oidc(answer, PAGES), Cause.OTHER_ISSUER);
  }

  @Test
  void aRefusalOfTheProviderIsOne() {
    var answer =
        new Oidc.Answer(
            begun.state(),
            Optional.empty(),
            Optional.of("access_denied"),
            Optional.empty(),
            begun.binding());

    assertRefused(it.people.authentication().oidc(answer, PAGES), Cause.PROVIDER_SAID_NO);
  }

  @Test
  void anEMailAddressLinksNobody() throws Exception {
    it.people
        .administration()
        .add(
            it.administrator(),
            new Administration.NewPerson(
                "boss",
                Optional.of("boss@example.org"),
                java.util.Set.of(Role.APPROVER),
                Optional.of(secret(TestPeople.PASSWORD)),
                Optional.empty()));
    provider.idToken =
        provider.signed(
            claims(
                claims ->
                    claims
                        .subject("stranger")
                        .claim("email", "boss@example.org")
                        .claim("email_verified", true)
                        .claim("preferred_username", "boss")));

    assertThat(refused(finish()).reason()).isEqualTo(Reason.NOT_LINKED);
  }

  @Test
  void aDisabledAccountIsRefused() throws Exception {
    provider.idToken = provider.signed(claims(honest -> {}));
    it.people.administration().disable(it.administrator(), "ann");

    assertThat(refused(finish()).reason()).isEqualTo(Reason.NOT_LINKED);
  }

  @Test
  void aProviderThatFailsIsNoRefusalOfThePerson() {
    provider.status = 503;

    Outcome.Refused refused = refused(finish());

    assertThat(refused.reason()).isEqualTo(Reason.PROVIDER_UNREACHABLE);
    assertThat(refused.retryAfter()).isPresent();
  }

  @Test
  void aProviderThatCallsItselfSomethingElseIsNotBegunWith() {
    provider.namesItself = "https://evil.example";
    it.clock.advance(Duration.ofHours(1));

    assertThatThrownBy(() -> it.people.oidc().orElseThrow().begin(REDIRECT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("names another issuer");
  }

  @Test
  void aProviderWithoutEncryptionIsRefusedOutright() {
    assertThatThrownBy(() -> new OidcProvider("http://id.example", "plimsoll", Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https");
  }

  @Test
  void nothingThatWouldHelpAThiefIsKeptOrSent() {
    String kept = Rows.of(it);

    assertThat(kept)
        .contains("OIDC_STATE")
        .doesNotContain(begun.binding().reveal())
        .doesNotContain(begun.state())
        .doesNotContain(nonce());
    assertThat(begun.address().toString())
        .contains("code_challenge_method=S256")
        .contains("response_type=code")
        .doesNotContain(begun.binding().reveal());
    assertThat(begun.toString()).doesNotContain(begun.binding().reveal());
  }
}
