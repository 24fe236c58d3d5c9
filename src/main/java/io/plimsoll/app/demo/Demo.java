package io.plimsoll.app.demo;

import io.plimsoll.cli.DemoRunner;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.PlanReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plays the acts on two servers that it starts and stops. */
public final class Demo implements DemoRunner {
  private static final Map<Integer, Script> ACTS =
      new TreeMap<>(Stream.of(Script.values()).collect(Collectors.toMap(Script::number, s -> s)));
  private static final String PLAN = "/io/plimsoll/migrations/sidekick/plan.yaml";

  private final Path workingDirectory;

  public Demo(Path workingDirectory) {
    this.workingDirectory = workingDirectory;
  }

  @Override
  public int run(Set<Integer> acts, Audience audience) {
    Set<Integer> chosen = acts.isEmpty() ? ACTS.keySet() : new TreeSet<>(acts);
    if (!ACTS.keySet().containsAll(chosen)) {
      audience.say("the demo has acts " + ACTS.keySet() + ", not " + chosen);
      return 2;
    }
    Path folder = folder();
    audience.say("starting two PostgreSQL servers in " + folder);
    var ended = new ArrayList<Act.Ended>();
    try (var old = new DemoServer(folder.resolve("old-array"));
        var fresh = new DemoServer(folder.resolve("new-array"))) {
      for (int number : chosen) {
        Path home = emptied(folder.resolve("act-" + number));
        var stand = new Stand(number, old, fresh, home);
        ended.add(new Act(ACTS.get(number), stand, plan()).play(audience));
      }
    }
    tell(ended, audience);
    return ended.stream().allMatch(Act.Ended::asItMust) ? 0 : 1;
  }

  private static void tell(List<Act.Ended> ended, Audience audience) {
    audience.say("");
    ended.forEach(act -> audience.print(act.written()));
    ended.forEach(act -> audience.print(act.line()));
    ended.forEach(act -> audience.print("report: " + act.report().html()));
  }

  /** Beside the build when run from a checkout, else in the user's cache. */
  private Path folder() {
    Path build = workingDirectory.resolve("target");
    Path folder =
        Files.isRegularFile(workingDirectory.resolve("pom.xml"))
            ? build.resolve("demo")
            : Path.of(System.getProperty("java.io.tmpdir"), "plimsoll-demo");
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path emptied(Path home) {
    try {
      if (Files.exists(home)) {
        try (Stream<Path> paths = Files.walk(home)) {
          for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
      }
      return Files.createDirectories(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Plan plan() {
    try (InputStream in = Demo.class.getResourceAsStream(PLAN)) {
      if (in == null) {
        throw new IllegalStateException("the build lacks " + PLAN);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new PlanReader(Clock.systemDefaultZone()).read("migrations/sidekick/plan.yaml", text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
