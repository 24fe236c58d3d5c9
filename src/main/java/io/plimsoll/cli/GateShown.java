package io.plimsoll.cli;

import io.plimsoll.gate.Decision;
import io.plimsoll.gate.Difference;
import io.plimsoll.gate.Explanation;
import io.plimsoll.gate.GateState;
import java.time.Instant;
import java.util.List;

/**
 * A gate as {@code gate explain} shows it. Instants in UTC; what is not the case, or not told, is
 * null.
 */
record GateShown(
    String run,
    String stage,
    String rule,
    Instant at,
    GateState state,
    String digest,
    Instant until,
    List<Decided> decisions,
    List<String> missing,
    List<Seat> could,
    List<Seat> cannot,
    List<String> changed,
    List<String> then) {

  /**
   * @param person the account's id; a server does not tell it
   */
  record Decided(
      Instant at, String kind, String person, String name, String comment, String quorum) {
    static Decided of(Decision decision) {
      return new Decided(
          decision.at(),
          Words.of(decision.made().kind()),
          decision.person().value(),
          decision.made().by().name(),
          decision.made().comment(),
          decision.quorum());
    }

    String line() {
      return "%s %s by %s%s"
          .formatted(Words.at(at), kind, name, comment.isBlank() ? "" : ": " + comment);
    }
  }

  /**
   * @param person the account's id; a server does not tell it
   * @param why empty for who could decide
   */
  record Seat(String person, String name, String roles, String why) {
    static Seat of(Explanation.Person person) {
      return new Seat(person.person().value(), person.name(), person.roles(), person.why());
    }

    String line() {
      return "%s (%s)%s".formatted(name, roles, why.isEmpty() ? "" : ": " + why);
    }
  }

  static GateShown of(Explanation said, Instant at) {
    return new GateShown(
        said.run().value(),
        said.stage().text(),
        said.rule(),
        at,
        said.state(),
        said.digest().map(digest -> digest.hex()).orElse(null),
        said.until().orElse(null),
        said.decisions().stream().map(Decided::of).toList(),
        said.missing(),
        said.could().stream().map(Seat::of).toList(),
        said.cannot().stream().map(Seat::of).toList(),
        said.changed().stream().map(Difference::text).toList(),
        said.then());
  }

  void print(Voice voice) {
    voice.print("gate     before %s of %s: %s".formatted(stage, run, rule));
    voice.print("state    %s at %s".formatted(Words.of(state), Words.at(at)));
    if (digest != null) {
      voice.print("digest   " + digest);
    }
    if (until != null) {
      voice.print("until    " + Words.at(until));
    }
    decisions.forEach(d -> voice.print("decided  " + d.line()));
    changed.forEach(c -> voice.print("changed  " + c));
    missing.forEach(m -> voice.print("missing  " + m));
    could.forEach(p -> voice.print("could    " + p.line()));
    cannot.forEach(p -> voice.print("cannot   " + p.line()));
    then.forEach(t -> voice.print("then     " + t));
  }
}
