package io.plimsoll.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.people.Account;
import io.plimsoll.people.Accounts;
import io.plimsoll.people.AccountsContract;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class JdbiAccountsTest extends AccountsContract {
  private static final int RACERS = 2;

  @TempDir Path home;
  @TempDir Path scratch;
  private ControlDatabase database;

  @Override
  protected Accounts accounts() {
    database = ControlDatabase.open(home, Clock.systemUTC());
    return database.people().accounts();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  @Timeout(120)
  void letsOneOfTwoProcessesMakeTheFirstAdministrator() throws Exception {
    var racers = new ArrayList<Process>();
    for (int i = 0; i < RACERS; i++) {
      racers.add(ChildProgram.start(scratch, "first", home.toString(), "racer" + i));
    }
    var said = new ArrayList<String>();
    for (Process racer : racers) {
      assertThat(racer.inputReader().readLine()).isEqualTo("ready, wanted: true");
    }
    for (Process racer : racers) {
      racer.getOutputStream().write("go\n".getBytes(StandardCharsets.UTF_8));
      racer.getOutputStream().flush();
    }
    for (Process racer : racers) {
      said.add(racer.inputReader().readLine());
      assertThat(racer.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(said).containsExactlyInAnyOrder("created", "NOT_EMPTY");
    List<Account> accounts = database.people().accounts().list(10);
    assertThat(accounts)
        .extracting(Account::name)
        .containsExactly("racer" + said.indexOf("created"));
  }
}
