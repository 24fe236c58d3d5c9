package io.plimsoll.cli;

import io.plimsoll.common.Digest;
import io.plimsoll.common.RunId;
import io.plimsoll.gate.GateDecision;
import io.plimsoll.plan.StageName;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What approving, rejecting and withdrawing share: who, which gate, and which evidence was seen.
 */
abstract class DecideCommand extends ReachingCommand {
  /** So many digits of the digest tell two evidences apart. */
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{12,64}");

  @Parameters(paramLabel = "RUN", description = "The run's id.")
  RunId id;

  @Option(
      names = "--digest",
      required = true,
      paramLabel = "DIGEST",
      description =
          "Which evidence was looked at: at least the first 12 digits, as 'gate explain' shows"
              + " them.")
  String digest;

  @Option(names = "--comment", paramLabel = "TEXT", description = "Why; kept with the decision.")
  String comment = "";

  DecideCommand(Bench bench) {
    super(bench);
  }

  /** What is decided. */
  abstract GateDecision.Kind kind();

  /** The incident that an emergency belongs to. */
  Optional<String> incident() {
    return Optional.empty();
  }

  @Override
  Set<ExitCode> exitCodes() {
    return EnumSet.of(ExitCode.STALE);
  }

  @Override
  final ExitCode run() {
    GateDecision.Kind kind = kind();
    try (Reach reach = reach()) {
      Reach.RunSeen run = reach.find(id);
      reach.requireCaller();
      StageName stage =
          run.line()
              .state()
              .stage()
              .orElseThrow(
                  () ->
                      new RefusalException(
                          "run %s is in %s and waits at no gate"
                              .formatted(id, Words.of(run.line().state()))));
      Reach.GateSeen gate = reach.gate(run, stage, Optional.empty());
      Digest shown = shown(gate);
      tell(gate.shown());
      voice().say(reach.decide(gate, new Reach.Choice(kind, shown, comment, incident())));
      return ExitCode.OK;
    }
  }

  private Digest shown(Reach.GateSeen gate) {
    if (!DIGITS.matcher(digest).matches()) {
      throw new RefusalException(
          "'%s' is no digest; 'plimsoll gate explain %s' shows it".formatted(digest, id));
    }
    return Optional.ofNullable(gate.shown().digest())
        .filter(now -> now.startsWith(digest))
        .map(Digest::new)
        .orElseThrow(
            () ->
                new RefusalException(
                    "other-digest: the gate before %s is not sealed on %s; 'plimsoll gate explain %s' shows what is"
                        .formatted(gate.stage(), digest, id)));
  }

  /** What the decision is about, before it is made. */
  private void tell(GateShown gate) {
    voice()
        .say(
            "before %s of %s: %s, evidence %s"
                .formatted(gate.stage(), id, Words.of(gate.state()), gate.digest()));
    gate.missing().forEach(missing -> voice().say("missing: " + missing));
  }
}
