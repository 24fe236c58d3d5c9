package io.plimsoll.audit;

import io.plimsoll.common.CanonicalJson;
import io.plimsoll.common.Digest;
import io.plimsoll.common.RunId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * One event of the log. Its canonical JSON is the leaf of the Merkle tree, so that not a byte of it
 * can change unseen.
 *
 * @param sequence from 0, without gaps
 * @param at in UTC, to the microsecond
 * @param type one of {@link EventTypes}
 */
public record AuditEvent(
    long sequence, Instant at, String type, Optional<RunId> run, Actor actor, Payload payload) {
  private static final Pattern TYPE = Pattern.compile("[a-z]+(-[a-z]+)*\\.[a-z]+(-[a-z]+)*");
  private static final Set<String> KEYS =
      Set.of("sequence", "at", "type", "run", "actor", "payload");

  /** An event before the log gives it its place. */
  public record Draft(String type, Optional<RunId> run, Actor actor, Payload payload) {
    public Draft {
      requireType(type);
      Objects.requireNonNull(run);
      Objects.requireNonNull(actor);
      Objects.requireNonNull(payload);
    }

    public AuditEvent at(long sequence, Instant instant) {
      return new AuditEvent(
          sequence, instant.truncatedTo(ChronoUnit.MICROS), type, run, actor, payload);
    }
  }

  public AuditEvent {
    requireType(type);
  }

  private static void requireType(String type) {
    if (!TYPE.matcher(type).matches()) {
      throw new IllegalArgumentException("an event's type is like run.moved, found " + type);
    }
  }

  /** The canonical JSON: what is stored, exported and hashed. */
  public String json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("sequence", sequence);
    json.put("at", at.toString());
    json.put("type", type);
    json.put("run", run.map(RunId::value).orElse(null));
    json.put("actor", actor.json());
    json.put("payload", payload.node());
    return CanonicalJson.of(AuditJson.write(json));
  }

  public Digest leafHash() {
    return leafHash(json());
  }

  static Digest leafHash(String json) {
    return Merkle.leaf(json.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws RuntimeException when it is anything else, another spelling of the same included
   */
  public static AuditEvent parse(String text) {
    JsonNode json = AuditJson.read(text);
    if (!json.propertyNames().stream().collect(Collectors.toSet()).equals(KEYS)) {
      throw new IllegalArgumentException("has the keys %s".formatted(json.propertyNames()));
    }
    JsonNode run = json.get("run");
    var event =
        new AuditEvent(
            json.get("sequence").longValue(),
            Instant.parse(json.get("at").stringValue()),
            json.get("type").stringValue(),
            run.isNull() ? Optional.empty() : Optional.of(new RunId(run.stringValue())),
            Actor.of(json.get("actor")),
            new Payload(json.get("payload").toString()));
    if (!event.json().equals(text)) {
      throw new IllegalArgumentException("is not in canonical form");
    }
    return event;
  }
}
