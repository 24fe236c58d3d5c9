package io.plimsoll.cli;

import io.plimsoll.sidekick.LoadRequest;
import io.plimsoll.sidekick.Loaded;
import io.plimsoll.sidekick.SidekickLoader;
import io.plimsoll.sidekick.SidekickSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
    name = "load",
    description = {
      "Fills databases with the sample service: users, contacts, events, to-dos, photos.",
      "The same seed, accounts and shards are the same content, byte for byte. Databases that hold"
          + " it already are refused unless --replace."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll sidekick load --store old --accounts 10000 --route sidekick",
      "  plimsoll sidekick load --url 'jdbc:postgresql://localhost/app_{shard}' --user me --replace"
    })
final class SidekickLoadCommand extends Command {
  @Mixin SidekickStores stores = new SidekickStores();

  @Option(names = "--replace", description = "Drops what an earlier load left.")
  boolean replace;

  @Option(
      names = "--route",
      paramLabel = "ROUTE",
      description = "Sends clients there: writes the rows of this route of the configuration.")
  Optional<String> route = Optional.empty();

  SidekickLoadCommand(Bench bench) {
    super(bench);
  }

  record Done(long records, long millis, List<Loaded.Line> lines) {}

  @Override
  ExitCode run() {
    Instant began = voice().terminal().clock().instant();
    Loaded loaded =
        new SidekickLoader(new SidekickLines(voice(), "loaded")).load(request(stores.sample()));
    Duration took = Duration.between(began, voice().terminal().clock().instant());
    if (json()) {
      printJson(new Done(loaded.records(), took.toMillis(), loaded.lines()));
    } else {
      var table = new TextTable("shard", "table", "records");
      loaded
          .lines()
          .forEach(line -> table.row(line.shard(), line.table(), Words.number(line.records())));
      print(table);
      voice().say(Words.count(loaded.records(), "record") + " in " + Words.duration(took));
    }
    return ExitCode.OK;
  }

  private LoadRequest request(SidekickSample sample) {
    var request = LoadRequest.of(sample, stores.databases(bench, sample));
    LoadRequest placed = replace ? request.replacing() : request;
    return route
        .map(
            name ->
                placed.publishedTo(
                    SidekickStores.directory(bench, name), stores.where.store.orElse("sidekick")))
        .orElse(placed);
  }
}
