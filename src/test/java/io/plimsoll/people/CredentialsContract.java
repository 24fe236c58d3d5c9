package io.plimsoll.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Digest;
import io.plimsoll.people.LoginAttempts.Limit;
import io.plimsoll.people.OneTime.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every implementation of {@link ApiTokens}, {@link Sessions}, {@link OneTimes} and {@link
 * LoginAttempts} does.
 */
public abstract class CredentialsContract {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123456Z");
  private static final Digest SECRET = Digest.ofText("secret");

  private People.Ports ports;
  private AccountId ann;

  /** Fresh, empty ones. */
  protected abstract People.Ports ports();

  @BeforeEach
  void open() {
    ports = ports();
    var person =
        new Person(
            AccountId.ofNewPerson(), "ann", Optional.empty(), Set.of(Role.ADMIN), false, NOW);
    ports.accounts().addFirst(person, "hash");
    ann = person.id();
  }

  private ApiToken token(String id, Instant expires) {
    return new ApiToken(
        id,
        ann,
        "a label",
        Set.of(Role.VIEWER, Role.ADMIN),
        new ApiToken.Life(NOW, expires, Optional.empty(), Optional.empty()));
  }

  @Test
  void tokensAreFoundBySecretAndByName() {
    ApiToken token = token("t-1", NOW.plusSeconds(60));
    ports.tokens().add(token, SECRET);

    assertThat(ports.tokens().find(SECRET)).contains(token);
    assertThat(ports.tokens().find("t-1")).contains(token);
    assertThat(ports.tokens().find("t-2")).isEmpty();
    assertThat(ports.tokens().find(Digest.ofText("other"))).isEmpty();
    assertThat(ports.tokens().list(Optional.of(ann), 10)).containsExactly(token);
    assertThat(ports.tokens().list(Optional.empty(), 10)).containsExactly(token);
    assertThat(ports.tokens().list(Optional.of(AccountId.ofNewPerson()), 10)).isEmpty();
  }

  @Test
  void tokensAreRevokedOnceAndStayListed() {
    ports.tokens().add(token("t-1", NOW.plusSeconds(60)), SECRET);
    ports.tokens().add(token("t-2", NOW.plusSeconds(60)), Digest.ofText("2"));
    ports.tokens().add(token("t-3", NOW.plusSeconds(5)), Digest.ofText("3"));
    assertThat(ports.tokens().valid(ann, NOW.plusSeconds(5))).isEqualTo(2);

    assertThat(ports.tokens().revoke("t-1", NOW.plusSeconds(1))).isTrue();
    assertThat(ports.tokens().revoke("t-1", NOW.plusSeconds(2))).isFalse();
    ports.tokens().revokeAll(ann, NOW.plusSeconds(3));

    assertThat(ports.tokens().find("t-1").orElseThrow().life().revoked())
        .contains(NOW.plusSeconds(1));
    assertThat(ports.tokens().find("t-2").orElseThrow().life().revoked())
        .contains(NOW.plusSeconds(3));
    assertThat(ports.tokens().valid(ann, NOW)).isZero();
    assertThat(ports.tokens().list(Optional.of(ann), 10)).hasSize(3);
  }

  @Test
  void tokensRememberTheirLastUse() {
    ports.tokens().add(token("t-1", NOW.plusSeconds(60)), SECRET);
    ports.tokens().used("t-1", NOW.plusSeconds(9));

    assertThat(ports.tokens().find("t-1").orElseThrow().life().used()).contains(NOW.plusSeconds(9));
  }

  private Session session(String id, Instant opened) {
    return new Session(
        id, ann, Method.OIDC, new Session.Times(opened, opened, opened.plusSeconds(100)));
  }

  @Test
  void sessionsLastUntilTheyEnd() {
    Session session = session("s-1", NOW);
    ports.sessions().open(session, SECRET, 3);
    assertThat(ports.sessions().find(SECRET)).contains(session);

    ports.sessions().used(SECRET, NOW.plusSeconds(9));
    assertThat(ports.sessions().find(SECRET).orElseThrow().times().used())
        .isEqualTo(NOW.plusSeconds(9));

    assertThat(ports.sessions().end(SECRET)).isTrue();
    assertThat(ports.sessions().end(SECRET)).isFalse();
    ports.sessions().used(SECRET, NOW.plusSeconds(10));
    assertThat(ports.sessions().find(SECRET)).isEmpty();
  }

  @Test
  void sessionsMakeRoomByAgeOfUseAndWhenExpired() {
    for (int i = 0; i < 3; i++) {
      ports.sessions().open(session("s-" + i, NOW.plusSeconds(i)), Digest.ofText("s" + i), 3);
    }
    ports.sessions().used(Digest.ofText("s0"), NOW.plusSeconds(50));
    ports.sessions().open(session("s-3", NOW.plusSeconds(60)), Digest.ofText("s3"), 3);
    assertThat(ports.sessions().find(Digest.ofText("s1"))).isEmpty();
    assertThat(ports.sessions().find(Digest.ofText("s0"))).isPresent();

    ports.sessions().open(session("s-4", NOW.plusSeconds(102)), Digest.ofText("s4"), 3);
    assertThat(ports.sessions().find(Digest.ofText("s2"))).isEmpty();
    assertThat(ports.sessions().find(Digest.ofText("s3"))).isPresent();
    ports.sessions().endAll(ann);
    assertThat(ports.sessions().find(Digest.ofText("s3"))).isEmpty();
  }

  private OneTime code(Instant expires) {
    return new OneTime(Purpose.LOG_IN, Optional.of(ann), "a payload", expires);
  }

  @Test
  void whatWorksOnceIsTakenOnceForItsPurpose() {
    OneTime code = code(NOW.plusSeconds(9));
    ports.oneTimes().keep(SECRET, code, NOW);

    assertThat(ports.oneTimes().take(SECRET, Purpose.OIDC_STATE)).isEmpty();
    assertThat(ports.oneTimes().take(SECRET, Purpose.LOG_IN)).contains(code);
    assertThat(ports.oneTimes().take(SECRET, Purpose.LOG_IN)).isEmpty();
  }

  @Test
  void whatWorksOnceIsForgottenWhenItHasExpired() {
    ports.oneTimes().keep(SECRET, code(NOW.plusSeconds(9)), NOW);
    ports.oneTimes().keep(Digest.ofText("2"), code(NOW.plusSeconds(90)), NOW.plusSeconds(9));

    assertThat(ports.oneTimes().take(SECRET, Purpose.LOG_IN)).isEmpty();
  }

  @Test
  void whatWorksOnceGoesToOneOfManyAtOnce() throws Exception {
    var pool = Executors.newFixedThreadPool(6);
    try {
      for (int race = 0; race < 20; race++) {
        Digest secret = Digest.ofText("race" + race);
        ports.oneTimes().keep(secret, code(NOW.plusSeconds(9)), NOW);
        var takers = new ArrayList<Callable<Optional<OneTime>>>();
        for (int i = 0; i < 6; i++) {
          takers.add(() -> ports.oneTimes().take(secret, Purpose.LOG_IN));
        }
        int taken = 0;
        for (Future<Optional<OneTime>> result : pool.invokeAll(takers)) {
          taken += result.get().isPresent() ? 1 : 0;
        }
        assertThat(taken).as("race %d", race).isEqualTo(1);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static Limit limit(String subject, int most) {
    return new Limit(Digest.ofText(subject), most, Duration.ofSeconds(60), Duration.ofSeconds(30));
  }

  @Test
  void attemptsAreCountedAgainstEachLimit() {
    List<Limit> limits = List.of(limit("name", 2), limit("address", 3));
    assertThat(ports.attempts().admit(limits, NOW)).isEmpty();
    assertThat(ports.attempts().admit(limits, NOW.plusSeconds(1))).isEmpty();

    assertThat(ports.attempts().admit(limits, NOW.plusSeconds(2))).contains(NOW.plusSeconds(31));
    List<Limit> other = List.of(limit("other", 2), limit("address", 3));
    assertThat(ports.attempts().admit(other, NOW.plusSeconds(2))).isEmpty();
    assertThat(ports.attempts().admit(other, NOW.plusSeconds(3))).contains(NOW.plusSeconds(32));
  }

  @Test
  void attemptsStartAnewAfterLockOutAndWindow() {
    List<Limit> limits = List.of(limit("name", 2));
    ports.attempts().admit(limits, NOW);
    assertThat(ports.attempts().admit(limits, NOW.plusSeconds(60))).isEmpty();
    assertThat(ports.attempts().admit(limits, NOW.plusSeconds(61))).isEmpty();
    assertThat(ports.attempts().admit(limits, NOW.plusSeconds(62))).isPresent();
    assertThat(ports.attempts().admit(limits, NOW.plusSeconds(91))).isEmpty();
  }

  @Test
  void attemptsThatWereRightAreTakenBack() {
    Limit name = limit("name", 2);
    Limit address = limit("address", 2);
    ports.attempts().admit(List.of(name, address), NOW);
    ports.attempts().succeeded(List.of(name, address));
    ports.attempts().admit(List.of(limit("other", 9), address), NOW);
    assertThat(ports.attempts().admit(List.of(name, address), NOW)).isEmpty();
    ports.attempts().succeeded(List.of(name, address));

    assertThat(ports.attempts().admit(List.of(limit("other", 9), address), NOW)).isEmpty();
    assertThat(ports.attempts().admit(List.of(limit("other", 9), address), NOW)).isPresent();
  }

  @Test
  void attemptsOfTooManyPushOutTheOldestThatAreNotLockedOut() {
    ports.attempts().admit(List.of(limit("locked", 1)), NOW);
    ports.attempts().admit(List.of(limit("oldest", 2)), NOW);
    List<Limit> many =
        IntStream.range(1, LoginAttempts.MOST).mapToObj(i -> limit("many" + i, 2)).toList();
    ports.attempts().admit(many, NOW.plusSeconds(1));

    assertThat(ports.attempts().admit(List.of(limit("locked", 1)), NOW.plusSeconds(2))).isPresent();
    ports.attempts().admit(List.of(limit("oldest", 2)), NOW.plusSeconds(2));
    assertThat(ports.attempts().admit(List.of(limit("oldest", 2)), NOW.plusSeconds(2))).isEmpty();
  }
}
