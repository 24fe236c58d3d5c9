package io.plimsoll.cli;

import io.plimsoll.common.ObjectName;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.engine.Verb;
import io.plimsoll.gate.Difference;
import io.plimsoll.gate.GateState;
import io.plimsoll.gate.WindowAnswer;
import io.plimsoll.gate.WindowFit;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunPage;
import io.plimsoll.run.RunState;
import io.plimsoll.run.ShardProgress;
import io.plimsoll.run.ShardState;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes what we know of what a server shows. */
final class ServerViews {
  /** A newer server may know more. */
  private static final Set<String> KNOWN =
      Arrays.stream(Verb.values()).map(Verb::text).collect(Collectors.toSet());

  private final Clock clock;

  ServerViews(Clock clock) {
    this.clock = clock;
  }

  static RunPage.Line line(Shape at) {
    return new RunPage.Line(
        at.value("id", "a run id", RunId::new),
        at.word("state", RunState.class),
        at.optionalObject("hold")
            .map(hold -> new Hold(hold.word("reason", Hold.Reason.class), hold.text("text"))),
        at.text("outcome"),
        at.flag("diverged"),
        at.optionalWord("requested", Run.Request.class),
        at.number("version"),
        new Run.Times(
            at.instant("submittedAt"), at.instant("changedAt"), at.optionalInstant("endedAt")));
  }

  /** What is on its way back already may be asked back again: that harms nothing. */
  Reach.RunSeen run(Shape at, String tag) {
    RunPage.Line line = line(at.object("run"));
    var verbs = new EnumMap<Verb, Reach.Saying>(Verb.class);
    at.list("verbs", verb -> verb).stream()
        .filter(verb -> KNOWN.contains(verb.text("verb")))
        .forEach(
            verb -> {
              Verb which = verb.word("verb", Verb.class);
              boolean harmless =
                  (which == Verb.ABORT || which == Verb.ROLLBACK)
                      && (line.state() == RunState.ROLLING_BACK
                          || line.state() == RunState.ROLLED_BACK);
              Optional<String> because = harmless ? Optional.empty() : verb.optionalText("because");
              verbs.put(which, new Reach.Saying(List.of(verb.text("consequence")), because));
            });
    var sayings = new Reach.Sayings(at.object("plan").text("name"), verbs);
    return new Reach.RunSeen(line, at.optionalText("holder"), () -> sayings, Optional.of(tag));
  }

  static ShardProgress shard(Shape at) {
    return new ShardProgress(
        at.value("shard", "a shard", ShardId::new),
        at.word("state", ShardState.class),
        at.list(
            "objects",
            object ->
                new ShardProgress.OfObject(
                    object.value("object", "an object", ObjectName::parse),
                    object.small("chunks"),
                    object.small("copied"),
                    object.small("verified"),
                    object.number("rows"),
                    object.number("bytes"))));
  }

  static WindowsShown windows(Shape at) {
    var answer =
        new WindowAnswer(
            at.instant("at"),
            at.word("reason", WindowAnswer.Reason.class),
            at.text("why"),
            at.optionalInstant("nextOpening"),
            at.optionalInstant("nextClosing"));
    return new WindowsShown(
        at.text("plan"),
        at.optionalText("run"),
        answer,
        at.optionalObject("rules")
            .map(
                rules ->
                    new WindowsShown.Rules(
                        rules.value("zone", "a time zone", ServerViews::zone),
                        rules.texts("windows"),
                        rules.texts("freezes"),
                        rules.text("overrun"))),
        at.optionalObject("fit")
            .map(
                fit ->
                    new WindowFit(
                        Duration.ofMillis(fit.number("neededMillis")),
                        fit.optionalNumber("availableMillis").map(Duration::ofMillis),
                        fit.text("basis"))));
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(e);
    }
  }

  GateShown gate(RunId run, Optional<Instant> asked, Shape at) {
    Instant now = asked.orElseGet(clock::instant);
    return new GateShown(
        run.value(),
        at.text("stage"),
        at.text("rule"),
        now,
        at.word("state", GateState.class),
        at.optionalText("digest").orElse(null),
        at.optionalInstant("until").orElse(null),
        at.list("decisions", ServerViews::decided),
        at.texts("missing"),
        at.list("could", ServerViews::seat),
        at.list("cannot", ServerViews::seat),
        at.list("changed", ServerViews::change),
        at.texts("then"));
  }

  private static GateShown.Decided decided(Shape at) {
    return new GateShown.Decided(
        at.instant("at"),
        at.text("kind"),
        null,
        at.text("name"),
        at.text("comment"),
        at.text("quorum"));
  }

  private static GateShown.Seat seat(Shape at) {
    return new GateShown.Seat(null, at.text("name"), at.text("roles"), at.text("why"));
  }

  private static String change(Shape at) {
    return new Difference(at.text("path"), at.text("was"), at.text("is")).text();
  }
}
