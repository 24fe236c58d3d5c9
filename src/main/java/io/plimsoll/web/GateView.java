package io.plimsoll.web;

import io.plimsoll.gate.Decision;
import io.plimsoll.gate.Explanation;
import io.plimsoll.gate.Gate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Gates as JSON shows them. */
final class GateView {
  private GateView() {}

  /** A decision that counted. */
  record Decided(Instant at, String kind, String name, String comment, String quorum) {
    static Decided of(Decision decision) {
      return new Decided(
          decision.at(),
          RunView.word(decision.made().kind()),
          decision.made().by().name(),
          decision.made().comment(),
          decision.quorum());
    }
  }

  /**
   * @param why empty for who could decide
   */
  record Seat(String name, String roles, String why) {
    static Seat of(Explanation.Person person) {
      return new Seat(person.name(), person.roles(), person.why());
    }
  }

  record Change(String path, String was, String is) {}

  /**
   * A gate: what a decision has to name, what is missing, and what would happen.
   *
   * @param digest of the evidence; a decision names it
   */
  record Explained(
      String stage,
      String rule,
      String state,
      Optional<String> digest,
      Optional<Instant> until,
      List<Decided> decisions,
      List<String> missing,
      List<Seat> could,
      List<Seat> cannot,
      List<Change> changed,
      List<String> then) {
    static Explained of(Explanation gate) {
      return new Explained(
          gate.stage().text(),
          gate.rule(),
          RunView.word(gate.state()),
          gate.digest().map(digest -> digest.hex()),
          gate.until(),
          gate.decisions().stream().map(Decided::of).toList(),
          gate.missing(),
          gate.could().stream().map(Seat::of).toList(),
          gate.cannot().stream().map(Seat::of).toList(),
          gate.changed().stream().map(c -> new Change(c.path(), c.was(), c.is())).toList(),
          gate.then());
    }
  }

  /**
   * A glass that was broken, and what was said of it.
   *
   * @param due by when it has to be reviewed
   * @param decisions keys and review among them
   */
  record Review(
      String run, String stage, int round, Optional<Instant> due, List<Decided> decisions) {
    static Review of(Gate gate) {
      return new Review(
          gate.run().value(),
          gate.stage().text(),
          gate.round(),
          gate.times().reviewDue(),
          gate.decisions().stream().map(Decided::of).toList());
    }
  }

  record Reviews(List<Review> reviews) {}
}
