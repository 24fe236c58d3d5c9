package io.plimsoll.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.audit.LogVerifier;
import io.plimsoll.audit.StoredCheckpoint;
import io.plimsoll.audit.Verification;
import io.plimsoll.common.Guards;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.engine.EngineListener;
import io.plimsoll.plan.Configuration;
import io.plimsoll.plan.ConfigurationReader;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs;
import io.plimsoll.store.Chunk;
import io.plimsoll.transfer.Pass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an installation gives away of its log, and when. */
class WitnessesTest {
  @TempDir Path folder;
  @TempDir Path witness;

  private Workplace open() {
    String text = "control: {home: home, audit: {path: %s}}\n".formatted(witness);
    Configuration configuration =
        new ConfigurationReader(Map.of(), folder, folder)
            .read("site.yaml", text, folder, Map.of())
            .configuration();
    return new Workplace(configuration, Workplace.Terms.asShipped());
  }

  private static Run finished(Workplace workplace) {
    Run run = workplace.runs().create(new RunId("run-1"), "plan");
    while (!run.state().ended()) {
      run = workplace.runs().move(run, RunEvent.PASSED, Runs.Note.of(""));
    }
    return run;
  }

  private static Verification verify(Workplace workplace, List<StoredCheckpoint> stored) {
    return new LogVerifier(Guards.all())
        .verify("log", workplace.witnesses().log().record(), stored, Optional.empty());
  }

  @Test
  void haveTheEndOfARunBeforeItIsTold() throws Exception {
    try (Workplace workplace = open()) {
      finished(workplace);

      for (var place : workplace.witnesses().folders()) {
        Verification seen = verify(workplace, place.stored());
        assertThat(seen.findings()).isEmpty();
        assertThat(seen.covered()).isEqualTo(workplace.witnesses().log().head().size());
      }
      assertThat(workplace.witnesses().folders()).hasSize(2);
    }
  }

  @Test
  void haveEverythingOnceTheInstallationIsClosed() throws Exception {
    try (Workplace workplace = open()) {
      workplace.runs().create(new RunId("run-1"), "plan");
    }
    try (Workplace workplace = open()) {
      var place = workplace.witnesses().folders().get(1);
      assertThat(verify(workplace, place.stored()).findings()).isEmpty();
    }
  }

  @Test
  void loseNoRunWhenTheyAreOutOfReachAndSayIt() throws Exception {
    Files.delete(witness);
    var said = new CopyOnWriteArrayList<String>();
    try (Workplace workplace = open()) {
      workplace.orchestrator().listen(hearing(said));

      assertThat(finished(workplace).state().ended()).isTrue();

      assertThat(said)
          .anyMatch(
              line ->
                  line.startsWith("run-1 audit: checkpoint 11 did not reach directory " + witness)
                      && line.endsWith("is it mounted?; it is offered the next one"));
      assertThat(workplace.witnesses().folders().get(0).stored()).isNotEmpty();
    }
  }

  private static EngineListener hearing(List<String> said) {
    return new EngineListener() {
      @Override
      public void began(Run run) {}

      @Override
      public void said(RunId run, String line) {
        said.add(run + " " + line);
      }

      @Override
      public void moved(Run run) {}

      @Override
      public void planned(Pass pass, ShardId shard, long rows, int chunks) {}

      @Override
      public void moved(Pass pass, ShardId shard, Chunk chunk, long rows, long bytes) {}

      @Override
      public void verified(Pass pass, ShardId shard, Chunk chunk, long rows) {}
    };
  }
}
