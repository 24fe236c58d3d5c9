package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeopleCommandsTest extends CliTestCase {
  private static final String PASSWORD = "correct horse battery staple";
  private static final String OTHER = "entirely different words";

  private Path passwordFile;

  @BeforeEach
  void writePassword() throws IOException {
    passwordFile = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
  }

  private CommandLineFixture.Seen addFirst() {
    return it.run("user", "add", "ann", "--no-input", "--password-file", passwordFile);
  }

  private CommandLineFixture.Seen logIn(String name) {
    return it.run("login", name, "--no-input", "--password-file", passwordFile);
  }

  private String token(Object... more) {
    Object[] all =
        Stream.concat(Stream.of("token", "create", "laptop", "--output", "json"), Stream.of(more))
            .toArray();
    return json(it.run(all).out()).path("token").asString();
  }

  @Test
  void theFirstUserBecomesTheAdministratorWithoutLoggingIn() {
    var seen = it.run("user", "add", "ann", "--password-file", passwordFile, "--output", "json");

    assertThat(seen.code()).isZero();
    assertThat(json(seen.out()).path("roles").path(0).asString()).isEqualTo("admin");
    assertThat(seen.out() + seen.err()).doesNotContain(PASSWORD).doesNotContain("argon2");
  }

  @Test
  void everybodyElseIsAddedByAnAdmin() {
    addFirst();

    var refused = it.run("user", "add", "eve", "--role", "admin", "--password-file", passwordFile);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("nobody is logged in").contains("plimsoll login");

    logIn("ann");
    assertThat(
            it.run("user", "add", "bob", "--role", "approver", "--password-file", passwordFile)
                .code())
        .isZero();
    assertThat(it.run("user", "list").out())
        .contains("ann   person  admin")
        .contains("bob   person  approver")
        .doesNotContain("eve");
  }

  @Test
  void thePasswordIsAskedForTwiceAndNotShown() {
    it.manner = new Terminal.Manner(true, false, 80);
    it.typed = PASSWORD + "\n" + OTHER + "\n";
    var differ = it.run("user", "add", "ann");
    assertThat(differ.code()).isEqualTo(2);
    assertThat(differ.err()).contains("differ; nothing was changed").doesNotContain(PASSWORD);

    it.typed = PASSWORD + "\n" + PASSWORD + "\n";
    assertThat(it.run("user", "add", "ann").code()).isZero();
  }

  @Test
  void withoutATerminalThePasswordComesFromAFileOrTheEnvironment() {
    it.manner = new Terminal.Manner(true, false, 80);
    var none = it.run("user", "add", "ann", "--no-input");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("--password-file").contains("$PLIMSOLL_PASSWORD");

    it.environment.put("PLIMSOLL_PASSWORD", PASSWORD);
    assertThat(it.run("user", "add", "ann", "--no-input").code()).isZero();
    assertThat(it.run("login", "ann", "--no-input").code()).isZero();
  }

  @Test
  void aPasswordIsNeverAnArgument() {
    var seen = it.run("user", "add", "ann", "--password", PASSWORD);

    assertThat(seen.code()).isEqualTo(2);
    assertThat(it.control.people().accounts().none()).isTrue();
  }

  @Test
  void aBadPasswordFileIsNamedAndNothingIsChanged() {
    var seen = it.run("user", "add", "ann", "--password-file", folder.resolve("none"));

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("there is no file").contains("none");
    assertThat(it.control.people().accounts().none()).isTrue();
  }

  @Test
  void theLoginIsKeptForThisUserAlone() throws IOException {
    addFirst();
    assertThat(logIn("ann").err()).contains("logged in as ann, roles: admin");

    Path file = onlyLoginFile();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).matches("pls_[0-9A-Za-z]{49}\n");
  }

  private Path onlyLoginFile() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("state"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  @Test
  void logOutEndsTheSessionEverywhere() throws IOException {
    addFirst();
    logIn("ann");
    Path copy = Files.copy(onlyLoginFile(), folder.resolve("copy"));

    assertThat(it.run("logout").err()).contains("logged out");

    assertThat(it.run("user", "list").err()).contains("nobody is logged in");
    var stolen = it.run("user", "list", "--token-file", copy);
    assertThat(stolen.code()).isEqualTo(2);
    assertThat(stolen.err()).contains("log in again").doesNotContain("pls_");
    assertThat(it.run("logout").code()).isZero();
  }

  @Test
  void aWrongPasswordSaysNoMoreThanThatAndLocksOut() {
    addFirst();
    it.environment.put("PLIMSOLL_PASSWORD", OTHER);
    var wrong = it.run("login", "ann", "--no-input");
    var unknown = it.run("login", "nobody", "--no-input");

    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("the name or the password is wrong").doesNotContain(OTHER);
    assertThat(unknown).isEqualTo(wrong);
    for (int i = 0; i < 4; i++) {
      it.run("login", "ann", "--no-input");
    }
    assertThat(logIn("ann").err()).contains("too many attempts").contains("15 min");
    it.clock.advance(Duration.ofMinutes(15));
    assertThat(logIn("ann").code()).isZero();
  }

  @Test
  void aTokenIsShownOnceAndSpeaksForItsOwner() {
    addFirst();
    logIn("ann");
    var created = it.run("token", "create", "laptop", "--expires", "30d");
    String token = created.out().strip();
    assertThat(token).matches("plt_[0-9A-Za-z]{49}");
    it.run("logout");

    it.environment.put("PLIMSOLL_TOKEN", token);
    var list = it.run("token", "list");

    assertThat(list.code()).isZero();
    assertThat(list.out()).contains("laptop").contains("valid").doesNotContain("plt_");
    it.clock.advance(Duration.ofDays(30));
    var expired = it.run("token", "list");
    assertThat(expired.code()).isEqualTo(2);
    assertThat(expired.err()).contains("env PLIMSOLL_TOKEN: these credentials have expired");
  }

  @Test
  void aTokenGoesIntoANewFileOfItsOwner() throws IOException {
    addFirst();
    logIn("ann");
    Path into = folder.resolve("deploy.token");
    it.run("user", "add", "deploy", "--machine", "--role", "requester");

    var seen = it.run("token", "create", "ci", "--for", "deploy", "--into", into);

    assertThat(seen.code()).isZero();
    assertThat(seen.out() + seen.err()).doesNotContain("plt_");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(into)))
        .isEqualTo("rw-------");
    var refused = it.run("token", "list", "--token-file", into);
    assertThat(refused.code()).isZero();
    assertThat(it.run("user", "list", "--token-file", into).err())
        .contains("deploy needs the role admin");
    var twice = it.run("token", "create", "ci", "--for", "deploy", "--into", into);
    assertThat(twice.code()).isEqualTo(2);
    assertThat(json(it.run("token", "list", "--output", "json").out())).hasSize(1);
  }

  @Test
  void aTokenThatCannotBeWrittenIsTakenBack() {
    addFirst();
    logIn("ann");
    var seen = it.run("token", "create", "x", "--into", folder.resolve("none").resolve("token"));

    assertThat(seen.code()).isEqualTo(2);
    assertThat(it.run("token", "list").out()).contains("revoked").doesNotContain("valid");
  }

  @Test
  void aRevokedTokenIsRefusedAndATokenIsNeverRepeated() {
    addFirst();
    logIn("ann");
    String token = token();
    String id =
        json(it.run("token", "list", "--output", "json").out()).path(0).path("id").asString();

    var mistake = it.run("token", "revoke", token);
    assertThat(mistake.code()).isEqualTo(2);
    assertThat(mistake.err()).contains("no token id").doesNotContain(token);
    assertThat(it.run("token", "revoke", id).code()).isZero();

    it.environment.put("PLIMSOLL_TOKEN", token);
    assertThat(it.run("token", "list").err()).contains("not valid here");
  }

  @Test
  void rolesChangeForThoseWhoAreLoggedIn() {
    addFirst();
    logIn("ann");
    it.run("user", "add", "bob", "--role", "admin", "--password-file", passwordFile);
    logIn("bob");
    assertThat(it.run("user", "list").code()).isZero();
    assertThat(it.run("user", "role", "bob", "--withdraw", "admin", "--grant", "viewer").err())
        .contains("bob, roles: viewer");

    assertThat(it.run("user", "list").err()).contains("bob needs the role admin");
  }

  @Test
  void aDisabledUserIsOutAndTheLastAdministratorStays() {
    addFirst();
    logIn("ann");
    it.run("user", "add", "bob", "--password-file", passwordFile);
    assertThat(it.run("user", "disable", "bob").code()).isZero();
    assertThat(it.run("user", "list").out()).containsPattern("bob +person +none +yes");

    var last = it.run("user", "disable", "ann");
    assertThat(last.code()).isEqualTo(2);
    assertThat(last.err()).contains("the last administrator");
    assertThat(it.run("user", "enable", "bob").code()).isZero();
    assertThat(logIn("bob").code()).isZero();
  }

  @Test
  void aPasswordIsChangedByItsOwner() throws IOException {
    addFirst();
    logIn("ann");
    Path fresh = Files.writeString(folder.resolve("fresh"), OTHER);

    assertThat(it.run("user", "password", "ann", "--password-file", fresh).code()).isZero();

    assertThat(logIn("ann").code()).isEqualTo(2);
    assertThat(it.run("login", "ann", "--password-file", fresh).code()).isZero();
  }

  @Test
  void badInputIsNamedWithItsRemedy() {
    assertThat(it.run("login", "ann", "--password-file", passwordFile).err())
        .contains("no accounts yet")
        .contains("plimsoll user add NAME");
    assertThat(it.run("user", "add", "deploy", "--machine").err())
        .contains("the first account is a person");
    addFirst();
    logIn("ann");
    assertThat(it.run("user", "role", "ann").err()).contains("--grant ROLE");
    assertThat(it.run("user", "role", "nobody", "--grant", "viewer").err())
        .contains("there is no account 'nobody'");
    assertThat(it.run("user", "add", "b", "--issuer", "https://i.example").err())
        .contains("--issuer and --subject belong together");
    assertThat(it.run("user", "add", "bot", "--machine", "--role", "approver").err())
        .contains("a machine may have only the roles viewer, requester");
    assertThat(it.run("token", "create", "x", "--expires", "soon").err())
        .contains("--expires is a duration such as");
  }
}
