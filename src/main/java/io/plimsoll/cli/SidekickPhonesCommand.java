package io.plimsoll.cli;

import io.plimsoll.sidekick.Database;
import io.plimsoll.sidekick.Phones;
import io.plimsoll.sidekick.PhonesRequest;
import io.plimsoll.sidekick.PhonesRequest.Load;
import io.plimsoll.sidekick.PhonesResult;
import io.plimsoll.sidekick.SidekickSample;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
    name = "phones",
    description = {
      "Simulates devices that keep adding, editing and deleting contacts, events and to-dos through"
          + " a route, with retries as a real client would, and writes every acknowledged write to a"
          + " ledger outside the databases.",
      "'plimsoll sidekick audit --ledger' then compares each with what is there. Seed, accounts and"
          + " shards must be those the sample was loaded with. Runs until --for is over or Ctrl-C."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll sidekick phones --store old --route sidekick --rate 200 --ledger phones.ledger",
      "  plimsoll sidekick phones --store old --route sidekick --rate 50 --for 30s --ledger p.ledger"
    })
final class SidekickPhonesCommand extends Command {
  private static final Duration GLANCE = Duration.ofMillis(100);
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m|h)");

  @Mixin SidekickStores stores = new SidekickStores();

  @Option(
      names = "--route",
      paramLabel = "ROUTE",
      required = true,
      description = "Where phones look for their shard; login as for the store.")
  String route;

  @Option(
      names = "--phones",
      paramLabel = "N",
      description = "How many; a phone per account if not given.")
  Optional<Integer> phones = Optional.empty();

  @Option(
      names = "--rate",
      paramLabel = "N",
      required = true,
      description = "Writes per second, all phones together.")
  double rate;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Connections, all shards together; two per shard if not given.")
  Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "Such as 500ms, 30s, 10m, 2h; until Ctrl-C if not given.")
  Optional<String> time = Optional.empty();

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      required = true,
      description = "Acknowledged writes; an existing ledger is continued.")
  Path ledger;

  SidekickPhonesCommand(Bench bench) {
    super(bench);
  }

  /** {@code longestBlockMillis} is of the shard that was blocked longest. */
  record Done(
      long acknowledged,
      long longestBlockMillis,
      Map<String, Long> blockMillis,
      PhonesResult result) {}

  @Override
  ExitCode run() {
    PhonesRequest request = request();
    voice().say("seed " + stores.seed);
    PhonesResult result;
    try (Phones running = Phones.start(request)) {
      watch(running);
      result = running.stop();
    }
    tell(result);
    return ExitCode.OK;
  }

  private PhonesRequest request() {
    SidekickSample sample = stores.sample();
    Database login = stores.databases(bench, sample).get(sample.shards().get(0));
    var where = new PhonesRequest.Route(SidekickStores.directory(bench, route), login);
    try {
      var load =
          new Load(
              phones.orElse(sample.accounts()),
              rate,
              threads.orElse(Math.max(2, 2 * sample.shards().size())),
              time.map(SidekickPhonesCommand::duration));
      return PhonesRequest.of(sample, where, ledger, load.writesPerSecond()).with(load);
    } catch (IllegalArgumentException e) {
      throw new RefusalException(e.getMessage());
    }
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new RefusalException("--for is a time such as 30s or 10m, found " + text);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  private void watch(Phones running) {
    Instant said = voice().terminal().clock().instant();
    try (var interruption = Interruption.during(voice(), () -> {})) {
      while (!running.ended() && !interruption.within(GLANCE)) {
        Instant now = voice().terminal().clock().instant();
        if (!now.isBefore(said.plus(PlainDisplay.INTERVAL))) {
          said = now;
          voice().say(line(running.now()));
        }
      }
    }
  }

  private void tell(PhonesResult result) {
    var blocks = new TreeMap<String, Long>();
    result.longestBlocks().forEach((shard, block) -> blocks.put(shard, block.toMillis()));
    if (json()) {
      printJson(new Done(result.acknowledged(), result.longestBlock().toMillis(), blocks, result));
      return;
    }
    result.troubles().forEach(voice()::say);
    voice().print(line(result));
    var table = new TextTable("shard", "longest block ms");
    blocks.forEach((shard, millis) -> table.row(shard, Words.number(millis)));
    print(table);
  }

  private static String line(PhonesResult result) {
    return "%s acknowledged, %s, longest block %s ms, %s"
        .formatted(
            Words.count(result.acknowledged(), "write"),
            result.writes().retries() == 1
                ? "1 retry"
                : Words.number(result.writes().retries()) + " retries",
            Words.number(result.longestBlock().toMillis()),
            Words.count(result.takenOver().alarms(), "alarm"));
  }
}
