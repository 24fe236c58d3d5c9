package io.plimsoll.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Lays environment variables, then flags, over a configuration. They change values of stores and
 * routes that the file has; they add none, so that a mistyped name never makes a new one.
 */
final class Overrides {
  private static final String PREFIX = "PLIMSOLL_";
  private static final Set<String> NUMBERS =
      Set.of("control.shardTasks", "control.streams", "server.port");

  /** Who calls, and which server; they belong to the command line, not to the configuration. */
  private static final Set<String> OF_COMMAND_LINE =
      Set.of(PREFIX + "TOKEN", PREFIX + "PASSWORD", PREFIX + "SERVER");

  private static final List<String> OF_STORE =
      List.of(
          "url",
          "path",
          "user",
          "password.file",
          "password.env",
          "domain.site",
          "domain.array",
          "domain.host",
          "domain.account",
          "environment");

  private final YamlDocument document;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, String> pathByVariable = new LinkedHashMap<>();

  Overrides(YamlDocument document) {
    this.document = document;
    List.of("control.home", "control.shardTasks", "control.streams").forEach(this::offer);
    List.of("control.advisories", "control.audit.path", "control.audit.webhook.url")
        .forEach(this::offer);
    List.of("server.host", "server.port", "server.url").forEach(this::offer);
    List.of("people.oidc.issuer", "people.oidc.clientId").forEach(this::offer);
    pathByVariable.put(PREFIX + "HOME", "control.home");
    for (String store : document.root().path("stores").propertyNames()) {
      OF_STORE.forEach(key -> offer("stores." + store + "." + key));
    }
    for (String route : document.root().path("routes").propertyNames()) {
      offer("routes." + route + ".store");
    }
  }

  private void offer(String path) {
    pathByVariable.put(variable(path), path);
  }

  private static String variable(String path) {
    return PREFIX
        + path.replaceAll("([a-z])([A-Z])", "$1_$2")
            .replaceAll("[^A-Za-z0-9]", "_")
            .toUpperCase(Locale.ROOT);
  }

  List<Problem> problems() {
    return problems;
  }

  /** Takes {@code PLIMSOLL_*}; a name it does not know is a problem unless a secret is in it. */
  void environment(Map<String, String> environment) {
    Set<String> secrets = Set.copyOf(variablesOfSecrets());
    environment.keySet().stream()
        .filter(name -> name.startsWith(PREFIX) && !name.equals(ConfigurationReader.VARIABLE))
        .filter(name -> !secrets.contains(name) && !OF_COMMAND_LINE.contains(name))
        .sorted()
        .forEach(name -> take(name, pathByVariable.get(name), environment.get(name)));
  }

  private void take(String variable, String path, String value) {
    String source = "environment " + variable;
    if (path == null) {
      refuse(source, "unknown variable", Nearest.hint(variable, pathByVariable.keySet()));
    } else {
      set(path, value, source);
    }
  }

  /** Takes dotted paths; an unknown one is a problem. */
  void flags(Map<String, String> flags) {
    flags.forEach(
        (path, value) -> {
          String source = "flag " + path;
          if (pathByVariable.containsValue(path)) {
            set(path, value, source);
          } else {
            refuse(source, "unknown setting", Nearest.hint(path, pathByVariable.values()));
          }
        });
  }

  private void refuse(String source, String what, String hint) {
    boolean password = source.toLowerCase(Locale.ROOT).endsWith("password");
    String remedy =
        password
            ? "; a password is never given itself: set its password.file or password.env"
            : hint;
    problems.add(
        new Problem(source, 0, 0, "", what + ", expected a value of this configuration" + remedy));
  }

  private void set(String path, String value, String source) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    boolean number = NUMBERS.contains(path) && value.matches("[0-9]{1,9}");
    JsonNode node = number ? nodes.numberNode(Integer.parseInt(value)) : nodes.stringNode(value);
    String[] keys = path.split("\\.");
    if (path.contains(".password.")) {
      document.set(withoutLast(keys), nodes.objectNode(), Place.of(source));
    }
    document.set(keys, node, Place.of(source));
  }

  /** One origin of a password replaces the other. */
  private static String[] withoutLast(String[] keys) {
    return Arrays.copyOf(keys, keys.length - 1);
  }

  private List<String> variablesOfSecrets() {
    var names = new ArrayList<String>();
    for (JsonNode store : document.root().path("stores")) {
      names.add(store.path("password").path("env").asString(""));
    }
    JsonNode oidc = document.root().path("people").path("oidc");
    names.add(oidc.path("clientSecret").path("env").asString(""));
    return names.stream().distinct().toList();
  }
}
