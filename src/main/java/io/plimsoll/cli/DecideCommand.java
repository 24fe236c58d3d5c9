package io.plimsoll.cli;

import io.plimsoll.common.Digest;
import io.plimsoll.common.RunId;
import io.plimsoll.gate.Decider;
import io.plimsoll.gate.GateAnswer;
import io.plimsoll.gate.GateDecision;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What approving, rejecting and withdrawing share: who, which gate, and which evidence was seen.
 */
abstract class DecideCommand extends Command {
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

  @Mixin Identification identification = new Identification();

  DecideCommand(Bench bench) {
    super(bench);
  }

  abstract GateDecision decision(Decider by, Digest shown);

  @Override
  final ExitCode run() {
    try (Desk.Session session = bench.open()) {
      Run run = find(session, id);
      Decider caller =
          identification
              .decider(bench, session)
              .orElseThrow(
                  () ->
                      new RefusalException(
                          "it is not known who you are: log in first ('plimsoll login NAME');"
                              + " nothing was changed"));
      StageName stage =
          run.state()
              .stage()
              .orElseThrow(
                  () ->
                      new RefusalException(
                          "run %s is in %s and waits at no gate"
                              .formatted(id, Words.of(run.state()))));
      GateAnswer answer =
          session.orchestrator().decide(id, stage, decision(caller, shown(session, stage)));
      if (!answer.counted()) {
        throw new RefusalException(answer.refusal().orElseThrow().text());
      }
      voice().say(answer.gate().orElseThrow().reason());
      return ExitCode.OK;
    }
  }

  private Digest shown(Desk.Session session, StageName stage) {
    if (!DIGITS.matcher(digest).matches()) {
      throw new RefusalException(
          "'%s' is no digest; 'plimsoll gate explain %s' shows it".formatted(digest, id));
    }
    Optional<Digest> sealed =
        session
            .orchestrator()
            .gate(id, stage)
            .flatMap(view -> view.gate().evidence())
            .map(evidence -> evidence.digest());
    return sealed
        .filter(d -> d.hex().startsWith(digest))
        .orElseThrow(
            () ->
                new RefusalException(
                    "other-digest: the gate before %s is not sealed on %s; 'plimsoll gate explain %s' shows what is"
                        .formatted(stage, digest, id)));
  }
}
