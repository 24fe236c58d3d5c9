package io.plimsoll.cli;

import io.plimsoll.common.Digest;
import io.plimsoll.common.RunId;
import io.plimsoll.engine.Verb;
import io.plimsoll.gate.GateDecision;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.RunPage;
import io.plimsoll.run.ShardProgress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Where a command reaches runs: in the control database here, or at a server over its API. */
interface Reach extends AutoCloseable {

  /** Refuses a credential that is no good, before anything is asked or done. */
  void identify();

  /** Refuses whoever is not known; nobody else decides. */
  void requireCaller();

  /** The run, or a refusal that says how to find the right one. */
  RunSeen find(RunId id);

  /** Newest first. */
  List<RunPage.Line> list(int limit);

  List<ShardProgress> shards(RunId id);

  /** The gate the run is at, or comes to next. */
  StageName gateAhead(RunSeen run);

  /**
   * @param at as of when; empty for now
   */
  GateSeen gate(RunSeen run, StageName stage, Optional<Instant> at);

  /**
   * The windows of a plan file, or of the plan of a run.
   *
   * @param at as of when; empty for now
   */
  WindowsShown windows(String planOrRun, Optional<Instant> at);

  /** Creates a run of a plan file for whoever asks; nothing begins. */
  RunId submit(Path plan);

  /** Notes that a submitted run is to be worked on; returns what happens next. */
  String start(RunSeen run);

  /** Asks the run to do what the verb means, and stays with it where that is part of it. */
  ExitCode say(Verb verb, RunSeen run, Stay stay);

  /** Decides at a gate; returns how it stands then. */
  String decide(GateSeen gate, Choice choice);

  /** Tells what moves until the run rests. */
  Watched watch(RunSeen run);

  /** The run of that id, unless the text can be none. */
  static Optional<RunId> runId(String text) {
    try {
      return Optional.of(new RunId(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  void close();

  /**
   * A run as it was shown.
   *
   * @param sayings read only where something is to be said: an old run's plan may be unreadable now
   * @param tag which version this is; the server's word, empty in the control database
   */
  record RunSeen(
      RunPage.Line line, Optional<String> holder, Supplier<Sayings> sayings, Optional<String> tag) {
    RunId id() {
      return line.id();
    }
  }

  /**
   * What can be said to a run.
   *
   * @param plan its plan's name
   */
  record Sayings(String plan, Map<Verb, Saying> verbs) {}

  /**
   * @param consequence what it does, in sentences; with the point of no return, where there is one
   * @param because why it cannot be said now; empty when it can
   */
  record Saying(List<String> consequence, Optional<String> because) {}

  /** A gate as it was shown, of the run's version with that tag. */
  record GateSeen(RunId run, StageName stage, GateShown shown, Optional<String> tag) {}

  /**
   * A decision, whoever makes it.
   *
   * @param shown the evidence's digest, in full
   */
  record Choice(GateDecision.Kind kind, Digest shown, String comment, Optional<String> incident) {}

  /**
   * How long a command stays with the run.
   *
   * @param holdBefore where it is to wait beside the plan's gates
   * @param through past every wait, or until it is done where others do it
   */
  record Stay(Set<StageName> holdBefore, boolean through) {}

  /** How a watched run rests in the end, and the code that says so. */
  record Watched(RunPage.Line line, ExitCode code) {}
}
