package io.plimsoll.cli;

import io.plimsoll.common.Digest;
import io.plimsoll.common.RunId;
import io.plimsoll.engine.Deciders;
import io.plimsoll.gate.GateAnswer;
import io.plimsoll.gate.GateDecision;
import io.plimsoll.gate.SealedEvidence;
import io.plimsoll.plan.StageName;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "break-glass",
    description = {
      "In an emergency: turns a key instead of taking a seat. Two keys open the gate, or one with"
          + " an incident.",
      "It pages at once, skips no verification, lives for half an hour, and leaves a review that is"
          + " due within three days."
    },
    footerHeading = "%nExamples:%n",
    footer =
        "  plimsoll gate break-glass sidekick-k3f9ax cut-over --digest 4c1f0a9be2d7"
            + " --incident INC-7 --reason array-fails")
final class GateBreakGlassCommand extends Command {
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{12,64}");

  @Parameters(index = "0", paramLabel = "RUN", description = "The run's id.")
  RunId id;

  @Parameters(index = "1", paramLabel = "STAGE", description = "The stage the gate stands before.")
  StageName stage;

  @Option(
      names = "--digest",
      required = true,
      paramLabel = "DIGEST",
      description =
          "Which evidence was looked at: at least the first 12 digits, as 'gate explain' shows"
              + " them.")
  String digest;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why nobody can be waited for; kept for the review.")
  String reason;

  @Option(
      names = "--incident",
      paramLabel = "ID",
      description = "The incident that makes one key enough.")
  Optional<String> incident = Optional.empty();

  @Mixin Identification identification = new Identification();

  GateBreakGlassCommand(Bench bench) {
    super(bench);
  }

  @Override
  ExitCode run() {
    try (Desk.Session session = bench.open()) {
      find(session, id);
      var by = Deciders.of(identification.caller(bench, session));
      GateAnswer answer =
          session
              .orchestrator()
              .decide(id, stage, GateDecision.breakGlass(by, shown(session), reason, incident));
      if (!answer.counted()) {
        throw new RefusalException(answer.refusal().orElseThrow().text());
      }
      voice().say(answer.gate().orElseThrow().reason());
      return ExitCode.OK;
    }
  }

  private Digest shown(Desk.Session session) {
    Optional<Digest> sealed =
        session
            .orchestrator()
            .gate(id, stage)
            .flatMap(view -> view.gate().evidence())
            .map(SealedEvidence::digest);
    return sealed
        .filter(known -> DIGITS.matcher(digest).matches() && known.hex().startsWith(digest))
        .orElseThrow(() -> new RefusalException(otherDigest()));
  }

  private String otherDigest() {
    return "other-digest: the gate before %s is not sealed on '%s'; ".formatted(stage, digest)
        + "'plimsoll gate explain %s' shows what is".formatted(id);
  }
}
