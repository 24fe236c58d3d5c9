package io.plimsoll.web;

import io.plimsoll.run.RequestKeys;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What is sent back. */
record Answer(int status, Map<String, String> headers, String contentType, String body) {
  private static final String JSON = "application/json";

  /** The work has taken the connection over and answers itself. */
  static final Answer TAKEN_OVER = new Answer(0, Map.of(), "", "");

  Answer {
    headers = Map.copyOf(headers);
  }

  static Answer json(Object data) {
    return json(200, data);
  }

  static Answer json(int status, Object data) {
    return new Answer(status, Map.of(), JSON, Json.of(data));
  }

  static Answer text(String contentType, String body) {
    return new Answer(200, Map.of(), contentType, body);
  }

  static Answer of(Problem problem, Map<String, String> headers) {
    return new Answer(problem.status(), headers, Problem.CONTENT_TYPE, Json.of(problem));
  }

  Answer with(String header, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, more, contentType, body);
  }

  boolean done() {
    return status >= 200 && status < 300;
  }

  /** As it is kept for whoever sends the same request again. */
  RequestKeys.Answer kept() {
    return new RequestKeys.Answer(status, Json.of(new Kept(headers, contentType, body)));
  }

  static Answer again(RequestKeys.Answer kept) {
    JsonNode read = Json.read(kept.text());
    var headers = new LinkedHashMap<String, String>();
    read.path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asString()));
    return new Answer(
        kept.status(), headers, read.path("contentType").asString(), read.path("body").asString());
  }

  private record Kept(Map<String, String> headers, String contentType, String body) {}
}
