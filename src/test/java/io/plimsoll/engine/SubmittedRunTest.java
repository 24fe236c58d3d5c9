package io.plimsoll.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.gate.Decider;
import io.plimsoll.gate.Parties;
import io.plimsoll.gate.PersonId;
import io.plimsoll.plan.Role;
import io.plimsoll.run.Run;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever asked for a run is known as long as the run is. */
class SubmittedRunTest {
  private static final Decider RITA =
      new Decider(
          new PersonId("p-7"),
          "rita",
          Set.of(Role.REQUESTER),
          Decider.Kind.PERSON,
          "password",
          "api",
          "127.0.0.1");

  @TempDir Path folder;

  @Test
  void hasItsRequesterAlsoWhenTheProcessDiesOnceItIsThere() {
    try (var it = new WindowedRuns(folder, "2026-12-03T12:00:00Z", "")) {
      it.crash =
          point -> {
            if (point.equals("submit.create.after")) {
              throw new IllegalStateException("died at " + point);
            }
          };
      it.restart();
      assertThatThrownBy(() -> it.orchestrator().submit(it.plan(), Optional.of(RITA)))
          .hasMessage("died at submit.create.after");
      it.restart();

      Run run = it.runs().list(1).get(0);
      assertThat(it.control().parties().of(run.id()))
          .containsExactly(new Parties.Party(Parties.Part.REQUESTER, new PersonId("p-7"), "rita"));
    }
  }
}
