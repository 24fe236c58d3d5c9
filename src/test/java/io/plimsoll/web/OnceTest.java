package io.plimsoll.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Digest;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RequestKeys;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request with a key is done once, however often and wherever it is sent. */
class OnceTest extends WebTestCase {
  private HttpResponse<String> submit(Stand where, String key) {
    return where.submit(Stand.plan()).by("requester").with("Idempotency-Key", key).send();
  }

  private int runs() {
    return it.workplace.runs().list(1_000).size();
  }

  private static String code(HttpResponse<String> answer) {
    return answer.statusCode() + " " + Stand.json(answer).path("code").asString();
  }

  @Test
  void answersARepeatedRequestAsTheFirstTime() {
    HttpResponse<String> first = submit(it, "one");
    int runs = runs();

    HttpResponse<String> again = submit(it, "one");

    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    for (String header : List.of("Location", "ETag", "Content-Type")) {
      assertThat(again.headers().firstValue(header)).isEqualTo(first.headers().firstValue(header));
    }
    assertThat(runs()).isEqualTo(runs);
  }

  @Test
  void isTwoRunsWithoutAKeyOrWithAnother() {
    int runs = runs();
    it.submit(Stand.plan()).by("requester").send();
    it.submit(Stand.plan()).by("requester").send();
    submit(it, "two");
    submit(it, "three");

    assertThat(runs()).isEqualTo(runs + 4);
  }

  @Test
  void refusesTheKeyForAnotherRequest() {
    submit(it, "mine");
    int runs = runs();

    HttpResponse<String> other =
        it.submit(Stand.plan() + "\n# another")
            .by("requester")
            .with("Idempotency-Key", "mine")
            .send();

    assertThat(code(other)).isEqualTo("422 key-reused");
    assertThat(runs()).isEqualTo(runs);
  }

  @Test
  void keepsTheKeysOfTwoCallersApart() {
    HttpResponse<String> mine = submit(it, "shared");

    HttpResponse<String> theirs =
        it.submit(Stand.plan()).by("all").with("Idempotency-Key", "shared").send();

    assertThat(theirs.statusCode()).isEqualTo(201);
    assertThat(theirs.body()).isNotEqualTo(mine.body());
  }

  @Test
  void letsARefusedRequestBePutRight() {
    HttpResponse<String> refused =
        it.submit("kind: Nothing").by("requester").with("Idempotency-Key", "later").send();

    assertThat(code(refused)).isEqualTo("422 invalid-plan");
    assertThat(submit(it, "later").statusCode()).isEqualTo(201);
  }

  @Test
  void doesADoubleClickOnce() throws Exception {
    Run run = it.run(it.submitted());
    Run held =
        it.workplace
            .runs()
            .move(
                run,
                RunEvent.PAUSE,
                Runs.Note.hold(new Hold(Hold.Reason.PAUSED, "because of a test")));
    String path = "/v1/runs/" + run.id() + "/resume";
    Callable<HttpResponse<String>> click =
        () ->
            it.post(path)
                .by("operator")
                .with("If-Match", "\"" + held.version() + "\"")
                .with("Idempotency-Key", "click")
                .send();

    List<HttpResponse<String>> answers = atOnce(List.of(click, click, click, click));

    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.statusCode()).isIn(200, 409))
        .anySatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
    assertThat(it.run(run.id()).version()).isEqualTo(held.version() + 1);
    assertThat(click.call().statusCode()).as("once more, much later").isEqualTo(200);
  }

  /** Two servers over one control database, as after a fail-over that was not one. */
  @Test
  void isDoneOnceByTwoServers() throws Exception {
    try (var other = new Stand(folder)) {
      other.shares(it);
      int runs = runs();
      var clicks = new ArrayList<Callable<HttpResponse<String>>>();
      for (Stand where : List.of(it, other, it, other)) {
        clicks.add(() -> submit(where, "both"));
      }

      List<HttpResponse<String>> answers = atOnce(clicks);

      assertThat(answers)
          .allSatisfy(answer -> assertThat(answer.statusCode()).isIn(201, 409))
          .anySatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(201));
      assertThat(runs()).isEqualTo(runs + 1);
      assertThat(submit(other, "both").body()).isEqualTo(submit(it, "both").body());
    }
  }

  @Test
  void neverDoesAgainWhatAnEndedServerHadBegun() {
    HttpResponse<String> known = submit(it, "known");
    assertThat(known.statusCode()).isEqualTo(201);
    String request = String.join("\n", "torn", "POST", "/v1/runs", "", Stand.plan());
    it.workplace
        .control()
        .requestKeys()
        .take(
            new RequestKeys.Key(
                account("requester"), Digest.ofText("torn"), Digest.ofText(request)));
    int runs = runs();

    assertThat(code(submit(it, "torn"))).isEqualTo("409 in-progress");
    assertThat(runs()).isEqualTo(runs);
  }

  private String account(String name) {
    return it.workplace.control().people().accounts().named(name).orElseThrow().id().value();
  }

  @ParameterizedTest
  @ValueSource(strings = {"with blank", ""})
  void refusesAKeyThatIsNone(String key) {
    assertThat(submit(it, key).statusCode()).isEqualTo(400);
  }

  private static List<HttpResponse<String>> atOnce(List<Callable<HttpResponse<String>>> asks)
      throws Exception {
    var pool = Executors.newFixedThreadPool(asks.size());
    try {
      var answers = new ArrayList<HttpResponse<String>>();
      for (Future<HttpResponse<String>> done : pool.invokeAll(asks)) {
        answers.add(done.get());
      }
      return answers;
    } finally {
      pool.shutdownNow();
    }
  }
}
