package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.GuardId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreWriter;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What each guard over what is not a row is for: with it, and the same scenario without it. */
class SchemaGuardsTest {
  private static final String NEXT_USER = "insert into users (email) values ('new@example.org')";

  private static void refused(
      Scenario scenario, Result back, List<String> before, String... reasons) {
    assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
    assertThat(back.run().diverged()).isTrue();
    assertThat(back.run().outcome()).contains(reasons);
    assertThat(content(old(), scenario.source("s00"))).isEqualTo(before);
    assertThat(writable(old(), scenario.source("s00"), "users")).isTrue();
    assertThat(content(fresh(), scenario.target("s00"))).isEmpty();
  }

  private static void finalized(Result done) {
    assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
  }

  @Test
  @Tag("F24")
  void goesBackWhenSequencesStayBehind() {
    try (var scenario = new Scenario(1)) {
      var before = content(old(), scenario.source("s00"));
      Result back = writing(scenario, ForgetfulOfSequences::new).run();
      refused(scenario, back, before, "F24 sequence public.users_id_seq");
    }
  }

  @Test
  @Tag("F24")
  void withoutTheGuardTheFirstClientCollides() {
    try (var scenario = new Scenario(1).without(GuardId.F24)) {
      finalized(writing(scenario, ForgetfulOfSequences::new).run());
      assertThatThrownBy(() -> fresh().execute(scenario.target("s00"), NEXT_USER))
          .hasRootCauseMessage(
              "ERROR: duplicate key value violates unique constraint \"users_pkey\"\n"
                  + "  Detail: Key (id)=(1) already exists.");
    }
  }

  private static final class ForgetfulOfSequences extends Faults.Writer {
    ForgetfulOfSequences(StoreWriter inner) {
      super(inner);
    }

    @Override
    public void setSequences(List<SequenceState> source) {
      // Forgotten.
    }
  }

  @Test
  @Tag("F26")
  void goesBackWhenAnIndexAForeignKeyAndACheckAreMissing() {
    try (var scenario = new Scenario(1)) {
      var before = content(old(), scenario.source("s00"));
      Result back = writing(scenario, ForgetfulOfKeys::new).run();
      refused(
          scenario,
          back,
          before,
          "F26",
          "contacts_phone",
          "contacts_user_id_fkey",
          "users_score_check");
    }
  }

  @Test
  @Tag("F26")
  void withoutTheGuardTheTargetTakesWhatTheSourceRefused() {
    try (var scenario = new Scenario(1).without(GuardId.F26)) {
      String orphan = "insert into contacts values (9999, 1, '+1', '')";
      String negative = "update users set score = -1 where id = 1";
      finalized(writing(scenario, ForgetfulOfKeys::new).run());
      fresh().execute(scenario.target("s00"), orphan, negative);
    }
  }

  private static final class ForgetfulOfKeys extends Faults.Writer {
    ForgetfulOfKeys(StoreWriter inner) {
      super(inner);
    }

    @Override
    public void build(SchemaStep step) {
      boolean forgotten =
          List.of("contacts_phone", "contacts_user_id_fkey", "users_score_check").stream()
              .anyMatch(step.object()::contains);
      if (!forgotten) {
        super.build(step);
      }
    }
  }

  private static Scenario writing(Scenario scenario, UnaryOperator<StoreWriter> fault) {
    return scenario.stores(
        real ->
            new FaultyStores(
                real,
                new Faults() {
                  @Override
                  public StoreWriter writer(Store store, StoreWriter writer) {
                    return fault.apply(writer);
                  }
                }));
  }

  @Test
  @Tag("F28")
  void goesBackWhenTheSourcesSchemaChangesInMidRun() {
    alteredBeforeCutOver(
        new Scenario(1).without(GuardId.F26),
        (scenario, back) -> {
          assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
          assertThat(back.run().outcome()).contains("F28 s00 source old/s00: its schema changed");
          assertThat(writable(old(), scenario.source("s00"), "users")).isTrue();
          assertThat(content(fresh(), scenario.target("s00"))).isEmpty();
        });
  }

  /** F26 is left out on both sides: it would notice too, though only after the cut-over. */
  @Test
  @Tag("F28")
  void withoutTheGuardTheTargetKeepsTheSchemaOfYesterday() {
    alteredBeforeCutOver(
        new Scenario(1).without(GuardId.F26, GuardId.F28),
        (scenario, done) -> {
          finalized(done);
          fresh().execute(scenario.target("s00"), NEXT_USER);
          assertThat(
                  fresh()
                      .query(
                          scenario.target("s00"),
                          "select name from users where email = 'new@example.org'"))
              .as("the owner's new default")
              .containsExactly("null");
        });
  }

  private static void alteredBeforeCutOver(
      Scenario altered, BiConsumer<Scenario, Result> expectation) {
    try (var scenario = altered) {
      Result waiting = scenario.run(StageName.CUT_OVER);
      assertThat(waiting.run().state()).as(waiting.text()).isEqualTo(RunState.CUT_OVER);
      old()
          .execute(
              scenario.source("s00"), "alter table users alter column name set default 'nobody'");
      expectation.accept(scenario, scenario.resume(waiting));
    }
  }
}
