package io.plimsoll.store.postgres;

import static java.util.stream.Collectors.toMap;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Names what two descriptions of a schema do not share: one finding per difference. What can change
 * no row and refuse none is a warning, everything else blocks.
 */
final class SchemaComparison {
  private static final Set<String> HARMLESS =
      Set.of(
          "cluster order",
          "column options",
          "comment",
          "compression",
          "owner",
          "statistics target",
          "storage",
          "table options");

  private final String source;
  private final String target;
  private final Map<String, SchemaFact> left;
  private final Map<String, SchemaFact> right;

  SchemaComparison(String source, List<SchemaFact> left, String target, List<SchemaFact> right) {
    this.source = source;
    this.target = target;
    this.left = bySubject(left);
    this.right = bySubject(right);
  }

  private static Map<String, SchemaFact> bySubject(List<SchemaFact> facts) {
    return facts.stream()
        .collect(
            toMap(
                SchemaFact::subject,
                f -> f,
                (a, b) -> {
                  throw new IllegalStateException("two facts are called " + a.subject());
                },
                TreeMap::new));
  }

  List<Finding> findings() {
    var subjects = new TreeSet<>(left.keySet());
    subjects.addAll(right.keySet());
    Set<String> gone = gone();
    var findings = new ArrayList<Finding>();
    for (String subject : subjects) {
      Optional<SchemaFact> mine = Optional.ofNullable(left.get(subject));
      Optional<SchemaFact> theirs = Optional.ofNullable(right.get(subject));
      if (!mine.equals(theirs) && !told(mine.or(() -> theirs).orElseThrow(), gone)) {
        findings.add(finding(mine, theirs));
      }
    }
    return findings;
  }

  /** Names of tables and columns that only one side has. */
  private Set<String> gone() {
    var gone = new HashSet<String>();
    collect(left, right, gone);
    collect(right, left, gone);
    return gone;
  }

  private static void collect(
      Map<String, SchemaFact> here, Map<String, SchemaFact> there, Set<String> gone) {
    for (SchemaFact fact : here.values()) {
      boolean whole = fact.kind().equals(SchemaFact.TABLE) || fact.kind().equals(SchemaFact.COLUMN);
      if (whole && !there.containsKey(fact.subject())) {
        gone.add(fact.name());
      }
    }
  }

  /** Whether a missing table or column tells it already. */
  private boolean told(SchemaFact fact, Set<String> gone) {
    // A comment is named after what it is on, and goes with it.
    if (onOneSide(fact.name())) {
      return true;
    }
    return switch (fact.kind()) {
      case SchemaFact.TABLE -> false;
      case SchemaFact.COLUMN -> gone.stream().anyMatch(g -> isColumnOf(fact.name(), g));
      case SchemaFact.COLUMN_ORDER ->
          gone.stream().anyMatch(g -> g.equals(fact.name()) || isColumnOf(g, fact.name()));
      default -> gone.stream().anyMatch(g -> isPartOf(fact.name(), g));
    };
  }

  private boolean onOneSide(String subject) {
    return left.containsKey(subject) != right.containsKey(subject);
  }

  private static boolean isColumnOf(String column, String table) {
    return column.startsWith(table + ".");
  }

  private static boolean isPartOf(String name, String whole) {
    return name.equals(whole)
        || name.startsWith(whole + ".")
        || name.endsWith(" on " + whole)
        || name.endsWith(" " + whole)
        || name.contains(" " + whole + ".")
        || name.contains(" " + whole + " ");
  }

  private Finding finding(Optional<SchemaFact> mine, Optional<SchemaFact> theirs) {
    SchemaFact fact = mine.or(() -> theirs).orElseThrow();
    String state = mine.isEmpty() ? "extra" : theirs.isEmpty() ? "missing" : "differs";
    return new Finding(
        severity(fact, mine.isPresent()),
        Optional.of(GuardId.F26),
        fact.kind().replace(' ', '-') + "-" + state,
        fact.subject(),
        message(mine, theirs),
        remedy(fact, mine, theirs));
  }

  /** Rights only the target has may be the run's own. */
  private static Severity severity(SchemaFact fact, boolean onSource) {
    boolean harmless =
        HARMLESS.contains(fact.kind()) || fact.kind().equals(SchemaFact.GRANT) && !onSource;
    return harmless ? Severity.WARNING : Severity.BLOCKING;
  }

  private String message(Optional<SchemaFact> mine, Optional<SchemaFact> theirs) {
    if (theirs.isEmpty()) {
      return "is missing on " + target + detail(mine.orElseThrow(), " (", ")");
    }
    if (mine.isEmpty()) {
      return "is on " + target + " but not on " + source + detail(theirs.get(), " (", ")");
    }
    return "is '%s' on %s and '%s' on %s"
        .formatted(mine.get().text(), source, theirs.get().text(), target);
  }

  private static String detail(SchemaFact fact, String before, String after) {
    return fact.text().isEmpty() ? "" : before + fact.text() + after;
  }

  private static String remedy(
      SchemaFact fact, Optional<SchemaFact> mine, Optional<SchemaFact> theirs) {
    if (fact.kind().equals(SchemaFact.OWNER) && mine.isPresent() && theirs.isPresent()) {
      return "alter table %s owner to %s".formatted(fact.name(), mine.get().text());
    }
    return "make both sides the same, or accept it in the plan";
  }
}
