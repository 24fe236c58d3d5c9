package io.plimsoll.web;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The link that a server without people prints, as a browser without scripts follows it. */
class FirstAdministratorPageTest {
  private static final String PAGE = "/first-administrator";

  @TempDir Path folder;
  private Stand it;
  private String code;

  @BeforeEach
  void open() {
    it = new Stand(folder);
    code = it.service().firstAdministrator().orElseThrow().reveal();
  }

  @AfterEach
  void close() {
    it.close();
  }

  private Map<String, String> filled() {
    var fields = new LinkedHashMap<String, String>();
    fields.put("code", code);
    fields.put("name", "ada");
    fields.put("email", "");
    fields.put("password", Stand.PASSWORD);
    fields.put("again", Stand.PASSWORD);
    return fields;
  }

  private static String encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(f -> f.getKey() + "=" + URLEncoder.encode(f.getValue(), StandardCharsets.UTF_8))
        .collect(joining("&"));
  }

  private HttpResponse<String> send(String body) {
    return it.ask("POST", PAGE, Optional.of(body))
        .with("Content-Type", "application/x-www-form-urlencoded")
        .send();
  }

  private HttpResponse<String> send(Map<String, String> fields) {
    return send(encoded(fields));
  }

  private List<String> rows() {
    return ControlRows.of(folder);
  }

  @Test
  void showsAFormThatCarriesTheCodeAndChangesNothing() {
    List<String> before = rows();
    HttpResponse<String> page = it.get(PAGE + "?code=" + code).send();
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
    assertThat(page.body())
        .contains("<form method=\"post\" action=\"/first-administrator\">")
        .contains("name=\"code\" value=\"" + code + "\"");
    assertThat(rows()).isEqualTo(before);
  }

  /** Its style sheet is the only thing the page brings that a browser may use. */
  @Test
  void allowsItsOwnStyleAndNothingElse() throws Exception {
    HttpResponse<String> page = it.get(PAGE + "?code=" + code).send();
    String css = page.body().replaceFirst("(?s).*<style>(.*)</style>.*", "$1");
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(css.getBytes(StandardCharsets.UTF_8));
    assertThat(page.headers().allValues("Content-Security-Policy"))
        .containsExactly(
            "default-src 'none'; style-src 'sha256-%s'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
                .formatted(Base64.getEncoder().encodeToString(digest)));
    assertThat(page.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
  }

  @Test
  void makesTheAdministratorAndSaysHowToLogInOnce() {
    HttpResponse<String> done = send(filled());
    assertThat(done.statusCode()).isEqualTo(201);
    assertThat(done.body())
        .contains("plimsoll login ada --server " + it.address())
        .doesNotContain(code, Stand.PASSWORD);
    assertThat(it.workplace.control().people().accounts().named("ada")).isPresent();

    List<String> before = rows();
    assertThat(it.get(PAGE + "?code=" + code).send().statusCode()).isEqualTo(409);
    assertThat(send(filled()).statusCode()).isEqualTo(403);
    assertThat(rows()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "code, plo_wrong, 403, wrong, used or expired",
    "again, correct horse battery stable, 422, the two passwords differ",
    "name, '', 422, name",
    "email, nowhere, 422, mail"
  })
  void saysOnTheFormWhatIsRefusedAndKeepsTheCode(
      String field, String value, int status, String said) {
    List<String> before = rows();
    Map<String, String> fields = filled();
    fields.put(field, value);
    HttpResponse<String> refused = send(fields);
    assertThat(refused.statusCode()).isEqualTo(status);
    assertThat(refused.body()).containsPattern("role=\"alert\">[^<]*" + said);
    assertThat(refused.body()).doesNotContain(Stand.PASSWORD, "battery");
    assertThat(rows()).isEqualTo(before);

    assertThat(send(filled()).statusCode()).isEqualTo(201);
  }

  @Test
  void refusesAPasswordThatIsTooShort() {
    Map<String, String> fields = filled();
    fields.put("password", "short");
    fields.put("again", "short");
    HttpResponse<String> refused = send(fields);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("15 to 1024 characters", "15 characters or more");
  }

  @Test
  void showsMarkupAsTheTextItIs() {
    Map<String, String> fields = filled();
    fields.put("name", "\"><script>alert(1)</script>");
    assertThat(send(fields).body())
        .contains("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script");
    assertThat(it.get(PAGE + "?code=%22%3E%3Cscript%3E").send().body()).doesNotContain("<script");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "&",
        "code",
        "code=x",
        "code=x&name=n&email=&password=p&again=p&more=m",
        "code=x&code=x&name=n&email=&password=p&again=p",
        "code=%zz&name=n&email=&password=p&again=p"
      })
  void refusesWhatNoFormOfOursSends(String body) {
    List<String> before = rows();
    assertThat(send(body).statusCode()).isEqualTo(400);
    assertThat(rows()).isEqualTo(before);
  }

  @Test
  void takesAFormAndNothingElse() {
    HttpResponse<String> answer =
        it.ask("POST", PAGE, Optional.of("{}")).with("Content-Type", "application/json").send();
    assertThat(answer.statusCode()).isEqualTo(415);
  }
}
