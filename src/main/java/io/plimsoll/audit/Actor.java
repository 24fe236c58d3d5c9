package io.plimsoll.audit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * Who did something, as it was when they did it.
 *
 * @param name of the account, or of the operating system's user where there is none
 * @param roles held at that time, sorted
 * @param via how they came in
 */
public record Actor(Kind kind, String name, List<String> roles, Via via) {

  /** Only a person decides. */
  public enum Kind {
    PERSON,
    MACHINE,
    /** A process of Plimsoll, acting on what it measured. */
    ENGINE,
    /** Whoever may start processes as this user of this machine; nobody has logged in. */
    LOCAL_PROCESS;

    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Kind of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  /**
   * @param method how they proved who they are: {@code password}, {@code oidc}, {@code token}, or
   *     {@code operating-system}
   * @param channel {@code command-line}, {@code page}, {@code api} or {@code engine}
   * @param address of the client, or the node for what happens on this machine
   */
  public record Via(String method, String channel, String address) {
    public Via {
      Objects.requireNonNull(method);
      Objects.requireNonNull(channel);
      Objects.requireNonNull(address);
    }
  }

  public Actor {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(name);
    Objects.requireNonNull(via);
    roles = roles.stream().sorted().distinct().toList();
  }

  public static Actor person(String name, List<String> roles, Via via) {
    return new Actor(Kind.PERSON, name, roles, via);
  }

  public static Actor machine(String name, List<String> roles, Via via) {
    return new Actor(Kind.MACHINE, name, roles, via);
  }

  /**
   * @param node as {@code ControlDatabase.nodeName()} says
   */
  public static Actor engine(String node) {
    return new Actor(Kind.ENGINE, "engine", List.of(), new Via("none", "engine", node));
  }

  public static Actor localProcess(String user, String node) {
    return new Actor(
        Kind.LOCAL_PROCESS, user, List.of(), new Via("operating-system", "command-line", node));
  }

  /** {@code person erin}, as a line of text names them. */
  public String text() {
    return kind == Kind.ENGINE ? name : kind.text() + " " + name;
  }

  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("kind", kind.text());
    json.put("name", name);
    json.put("roles", roles);
    json.put(
        "via", Map.of("method", via.method(), "channel", via.channel(), "address", via.address()));
    return json;
  }

  static Actor of(JsonNode json) {
    JsonNode via = json.required("via");
    return new Actor(
        Kind.of(text(json, "kind")),
        text(json, "name"),
        json.required("roles").valueStream().map(JsonNode::stringValue).toList(),
        new Via(text(via, "method"), text(via, "channel"), text(via, "address")));
  }

  private static String text(JsonNode json, String key) {
    return json.required(key).stringValue();
  }
}
