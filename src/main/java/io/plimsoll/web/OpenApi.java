package io.plimsoll.web;

import io.plimsoll.web.Route.Takes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The OpenAPI 3.1 document: paths from the routes themselves, shapes from a written resource. */
final class OpenApi {
  private static final String SCHEMAS = "schemas.json";
  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");
  private static final Map<String, String> TEXTS =
      Map.of(
          "Events",
          "text/event-stream",
          "Meters",
          "text/plain",
          "Checkpoint",
          "text/plain",
          "HtmlPage",
          "text/html");

  private static final Map<String, List<String>> QUERIES =
      Map.of(
          "listRuns", List.of("state", "after", "limit"),
          "getGate", List.of("at"),
          "showFirstAdministratorForm", List.of("code"),
          "explainWindows", List.of("at"),
          "explainWindowsOfRun", List.of("at"),
          "listEvents", List.of("after", "limit"),
          "proveInclusion", List.of("event", "size"),
          "proveConsistency", List.of("from", "to"));
  private static final Map<String, String> REDIRECTS =
      Map.of("beginOidcLogin", "302", "finishOidcLogin", "303");
  private static final Set<String> REQUIRED = Set.of("event", "from");
  private static final Set<String> CREATES =
      Set.of(
          "submitRun",
          "makeFirstAdministrator",
          "sendFirstAdministratorForm",
          "openSession",
          "addUser",
          "issueLoginCode",
          "createToken");

  private OpenApi() {}

  static String of(List<Route> routes) {
    var paths = new LinkedHashMap<String, Map<String, Object>>();
    for (Route route : routes) {
      paths
          .computeIfAbsent(route.path(), path -> new LinkedHashMap<>())
          .put(route.method().name().toLowerCase(Locale.ROOT), operation(route));
    }
    var document = new LinkedHashMap<String, Object>();
    document.put("openapi", "3.1.0");
    document.put(
        "info",
        Map.of(
            "title", "Plimsoll",
            "version", "1",
            "description", "Everything the command line can do, over HTTP."));
    document.put("paths", paths);
    document.put(
        "components",
        Map.of(
            "schemas",
            Json.read(Resources.text(SCHEMAS)),
            "securitySchemes",
            Map.of(
                "token", Map.of("type", "http", "scheme", "bearer"),
                "session", Map.of("type", "apiKey", "in", "cookie", "name", "__Host-plimsoll"))));
    return Json.of(document);
  }

  private static Map<String, Object> operation(Route route) {
    var operation = new LinkedHashMap<String, Object>();
    operation.put("operationId", route.manner().id());
    operation.put("summary", route.summary());
    operation.put("description", "For " + route.access().text() + ".");
    operation.put(
        "security",
        route.access().anybody()
            ? List.of()
            : List.of(Map.of("token", List.of()), Map.of("session", List.of())));
    operation.put("parameters", parameters(route));
    content(route).ifPresent(content -> operation.put("requestBody", content));
    operation.put("responses", responses(route));
    return operation;
  }

  private static List<Map<String, Object>> parameters(Route route) {
    var parameters = new ArrayList<Map<String, Object>>();
    PARAMETER
        .matcher(route.path())
        .results()
        .forEach(found -> parameters.add(parameter("path", found.group(1), true)));
    QUERIES
        .getOrDefault(route.manner().id(), List.of())
        .forEach(name -> parameters.add(parameter("query", name, REQUIRED.contains(name))));
    if (route.manner().gives().equals(Route.EVENTS)) {
      parameters.add(parameter("header", "Last-Event-ID", false));
    }
    if (route.changes() && !route.access().anybody()) {
      parameters.add(parameter("header", Once.HEADER, false));
      parameters.add(parameter("header", Forgery.HEADER, false));
    }
    if (route.manner().takes() == Takes.VERSION || route.manner().takes() == Takes.DECISION) {
      parameters.add(parameter("header", "If-Match", true));
    }
    return parameters;
  }

  private static Map<String, Object> parameter(String in, String name, boolean required) {
    return Map.of("in", in, "name", name, "required", required, "schema", Map.of("type", "string"));
  }

  private static Optional<Map<String, Object>> content(Route route) {
    return switch (route.manner().takes()) {
      case NOTHING, VERSION -> Optional.empty();
      case PLAN ->
          Optional.of(
              Map.of(
                  "required",
                  true,
                  "content",
                  Map.of(
                      "application/yaml", Map.of("schema", Map.of("type", "string")),
                      "application/json", Map.of("schema", Map.of("type", "object")))));
      case OBJECT, DECISION -> Optional.of(sent("application/json", route.manner().wants()));
      case FORM -> Optional.of(sent(Form.CONTENT_TYPE, route.manner().wants()));
    };
  }

  private static Map<String, Object> sent(String type, String schema) {
    return Map.of("required", true, "content", Map.of(type, Map.of("schema", reference(schema))));
  }

  private static Map<String, Object> responses(Route route) {
    String gives = route.manner().gives();
    var done = new LinkedHashMap<String, Object>();
    done.put("description", "Done.");
    if (!gives.equals(Route.NOTHING)) {
      String type = TEXTS.getOrDefault(gives, "application/json");
      done.put("content", Map.of(type, Map.of("schema", reference(gives))));
    }
    var responses = new LinkedHashMap<String, Object>();
    responses.put(status(route), done);
    responses.put(
        "default",
        Map.of(
            "description",
            "A problem; nothing was changed.",
            "content",
            Map.of(Problem.CONTENT_TYPE, Map.of("schema", reference("Problem")))));
    return responses;
  }

  private static String status(Route route) {
    if (REDIRECTS.containsKey(route.manner().id())) {
      return REDIRECTS.get(route.manner().id());
    }
    if (route.manner().gives().equals(Route.NOTHING)) {
      return "204";
    }
    return CREATES.contains(route.manner().id()) ? "201" : "200";
  }

  private static Map<String, String> reference(String schema) {
    return Map.of("$ref", "#/components/schemas/" + schema);
  }
}
