package io.plimsoll.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.people.AccountSummary;
import io.plimsoll.people.TokenSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The document says what the server does, no more and no less. */
class OpenApiTest extends WebTestCase {
  private JsonNode document() {
    return Stand.json(it.get("/openapi.json").send());
  }

  /** Method and path of everything the document lists. */
  private List<String> listed() {
    var listed = new ArrayList<String>();
    document()
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .propertyNames()
                    .forEach(
                        method ->
                            listed.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    return listed;
  }

  /** What is registered at the HTTP layer, without what only says that there is no such method. */
  private List<String> answered() {
    return it.registered().stream()
        .filter(route -> !route.startsWith("HEAD ") && !route.startsWith("OPTIONS "))
        .filter(route -> status(route) != 405)
        .toList();
  }

  private int status(String route) {
    String[] parts = route.split(" ");
    String path =
        parts[1]
            .replace("{id}", "some-run")
            .replace("{stage}", "cut-over")
            .replace("{name}", "somebody");
    return it.ask(parts[0], path, Optional.empty()).send().statusCode();
  }

  @Test
  void listsWhatIsAnsweredAndNothingElse() {
    assertThat(document().path("openapi").asString()).isEqualTo("3.1.0");
    assertThat(listed()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(answered());
    assertThat(listed()).allSatisfy(route -> assertThat(status(route)).as(route).isNotEqualTo(404));
  }

  @Test
  void asksForATokenWhereTheServerDoes() {
    document()
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          boolean open = operation.getValue().path("security").isEmpty();
                          String method = operation.getKey().toUpperCase(Locale.ROOT);
                          int status =
                              it.ask(
                                      method,
                                      path.getKey().replaceAll("[{](id|stage|name)}", "x"),
                                      Optional.empty())
                                  .send()
                                  .statusCode();
                          assertThat(status == 401).as(path.getKey()).isNotEqualTo(open);
                        }));
  }

  /** Of everything that can be read without naming something; streams do not end. */
  @Test
  void saysWhatKindOfTextEachAnswerIs() {
    var compared = new ArrayList<String>();
    for (var path : document().path("paths").properties()) {
      JsonNode content = path.getValue().at("/get/responses/200/content");
      if (path.getKey().contains("{") || content.has("text/event-stream")) {
        continue;
      }
      var answer = it.get(path.getKey()).by("all").send();
      if (content.isObject() && answer.statusCode() == 200) {
        String type = answer.headers().firstValue("Content-Type").orElse("").split(";")[0];
        assertThat(content.propertyNames()).as(path.getKey()).containsExactly(type);
        compared.add(path.getKey());
      }
    }
    assertThat(compared).contains("/v1/runs", "/metrics", "/v1/audit/checkpoint");
    assertThat(
            document()
                .at("/paths/~1first-administrator/get/responses/200/content")
                .has("text/html"))
        .isTrue();
  }

  @Test
  void refersToShapesThatAreThere() {
    JsonNode document = document();
    assertThat(document.findValuesAsString("$ref"))
        .filteredOn(reference -> reference.startsWith("#"))
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }

  @Test
  void describesEveryFieldOfWhatIsShown() {
    JsonNode shapes = document().path("components").path("schemas");
    describes(shapes.path("Line"), RunView.Line.class);
    describes(shapes.path("Hold"), RunView.HoldView.class);
    describes(shapes.path("Page"), RunView.Page.class);
    describes(shapes.path("Plan"), RunView.PlanView.class);
    describes(shapes.path("Verb"), RunView.VerbView.class);
    describes(shapes.path("Whole"), RunView.Whole.class);
    describes(shapes.path("Object"), RunView.ObjectView.class);
    describes(shapes.path("Shard"), RunView.ShardView.class);
    describes(shapes.path("Shards"), RunView.Shards.class);
    describes(shapes.path("Problem"), Problem.class);
    describes(shapes.path("Mistake"), Problem.Mistake.class);
    describes(shapes.path("Health"), HealthRoutes.Health.class);
    describes(shapes.path("Gate"), GateView.Explained.class);
    describes(shapes.path("Decided"), GateView.Decided.class);
    describes(shapes.path("Seat"), GateView.Seat.class);
    describes(shapes.path("Change"), GateView.Change.class);
    describes(shapes.path("Session"), SessionRoutes.Opened.class);
    describes(shapes.path("Me"), SessionRoutes.Me.class);
    describes(shapes.path("Account"), AccountSummary.class);
    describes(shapes.path("Accounts"), AccountRoutes.Accounts.class);
    describes(shapes.path("LoginCode"), AccountRoutes.LoginCode.class);
    describes(shapes.path("Token"), TokenSummary.class);
    describes(shapes.path("Tokens"), TokenRoutes.TokenList.class);
    describes(shapes.path("IssuedToken"), TokenRoutes.Issued.class);
    describes(shapes.path("Inclusion"), AuditRoutes.Inclusion.class);
    describes(shapes.path("Consistency"), AuditRoutes.Consistency.class);
    describes(shapes.path("Review"), GateView.Review.class);
    describes(shapes.path("Reviews"), GateView.Reviews.class);
    describes(shapes.path("Made"), FirstAdministratorRoute.Made.class);
  }

  private static void describes(JsonNode shape, Class<? extends Record> shown) {
    assertThat(new TreeSet<>(shape.path("properties").propertyNames()))
        .as(shown.getSimpleName())
        .containsExactlyElementsOf(
            new TreeSet<>(
                Arrays.stream(shown.getRecordComponents()).map(c -> c.getName()).toList()));
  }

  @ParameterizedTest
  @EnumSource(ProblemCode.class)
  void explainsEveryProblemOnItsPage(ProblemCode code) throws Exception {
    assertThat(Files.readString(Path.of("runbooks", "server.md")))
        .contains("\n| `%s` | %d | ".formatted(code.text(), code.status()));
  }
}
