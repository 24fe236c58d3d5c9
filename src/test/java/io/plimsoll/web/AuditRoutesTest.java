package io.plimsoll.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.audit.AuditLog;
import io.plimsoll.audit.ConsistencyProof;
import io.plimsoll.audit.Head;
import io.plimsoll.audit.InclusionProof;
import io.plimsoll.common.Digest;
import java.net.http.HttpResponse;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What an auditor can read, and check without trusting who answers. */
class AuditRoutesTest extends WebTestCase {
  private AuditLog log() {
    return it.workplace.control().audit();
  }

  private JsonNode get(String path) {
    HttpResponse<String> answer = it.get("/v1/audit/" + path).by("auditor").send();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Stand.json(answer);
  }

  private static List<Digest> path(JsonNode proof) {
    return proof.path("path").valueStream().map(JsonNode::asString).map(Digest::new).toList();
  }

  @Test
  void pagesThroughEveryEventOnceAsItWasSignedFor() {
    it.submitted();
    it.submitted();
    var seen = new ArrayList<String>();
    String next = "";
    do {
      JsonNode page = get("events?limit=2" + next);
      page.path("events").forEach(line -> seen.add(line.path("hash").asString()));
      next = "&after=" + page.path("next").asString("");
    } while (!next.equals("&after="));

    assertThat(seen)
        .containsExactlyElementsOf(
            log().read(0, 1_000).stream().map(event -> event.leafHash().hex()).toList());
    assertThat(it.get("/v1/audit/events").by("auditor").send().body())
        .contains(log().read(0, 1).get(0).json());
  }

  @Test
  void signsWhatTheLogIsNow() throws Exception {
    HttpResponse<String> answer = it.get("/v1/audit/checkpoint").by("auditor").send();

    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
    Head head = log().head();
    String[] parts = answer.body().split("\n\n", 2);
    assertThat(parts[0].split("\n"))
        .containsExactly(
            head.origin(),
            Long.toString(head.size()),
            Base64.getEncoder()
                .encodeToString(java.util.HexFormat.of().parseHex(head.checkpoint().root().hex())));
    byte[] signed = Base64.getDecoder().decode(parts[1].strip().split(" ")[2]);
    var check = Signature.getInstance("Ed25519");
    check.initVerify(publicKey(head));
    check.update((parts[0] + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(check.verify(Arrays.copyOfRange(signed, 4, signed.length))).isTrue();
  }

  /** From the key's own text, as an auditor has it: name, id and the point. */
  private static java.security.PublicKey publicKey(Head head) throws Exception {
    String[] parts = head.key().toString().split("\\+", 3);
    byte[] point = Base64.getDecoder().decode(parts[2]);
    byte[] prefix = java.util.HexFormat.of().parseHex("302a300506032b6570032100");
    byte[] encoded = Arrays.copyOf(prefix, prefix.length + 32);
    System.arraycopy(point, 1, encoded, prefix.length, 32);
    return java.security.KeyFactory.getInstance("Ed25519")
        .generatePublic(new java.security.spec.X509EncodedKeySpec(encoded));
  }

  @Test
  void provesThatAnEventIsInTheLog() {
    it.submitted();
    for (long event = 0; event < log().head().size(); event++) {
      JsonNode said = get("proof/inclusion?event=" + event);
      var proof = new InclusionProof(event, said.path("size").asLong(), path(said));
      Digest leaf = log().read(event, 1).get(0).leafHash();

      assertThat(said.path("leaf").asString()).isEqualTo(leaf.hex());
      assertThat(said.path("root").asString()).isEqualTo(log().head().checkpoint().root().hex());
      assertThat(proof.holds(leaf, log().head().checkpoint().root())).isTrue();
    }
    assertThat(get("proof/inclusion?event=0&size=1").path("path").isEmpty()).isTrue();
  }

  @Test
  void provesThatTheLogOnlyGrew() {
    Head before = log().head();
    it.submitted();
    JsonNode said = get("proof/consistency?from=" + before.size());
    var proof = new ConsistencyProof(before.size(), said.path("to").asLong(), path(said));

    assertThat(proof.holds(before.checkpoint().root(), log().head().checkpoint().root())).isTrue();
    assertThat(said.path("to").asLong())
        .isEqualTo(log().head().size())
        .isGreaterThan(before.size());
  }

  @ParameterizedTest
  @CsvSource({
    "events?limit=0, 400",
    "events?limit=1001, 400",
    "events?after=3, 400",
    "events?run=x, 400",
    "proof/inclusion, 400",
    "proof/inclusion?event=-1, 400",
    "proof/inclusion?event=x, 400",
    "proof/inclusion?event=0&size=99999, 404",
    "proof/inclusion?event=1&size=1, 404",
    "proof/inclusion?event=999999999999999999, 404",
    "proof/inclusion?event=9999999999999999999, 400",
    "proof/consistency, 400",
    "proof/consistency?from=0, 404",
    "proof/consistency?from=2&to=1, 404",
    "proof/consistency?from=1&to=99999, 404",
    "checkpoint?x=1, 400"
  })
  void refusesWhatIsNoQuestion(String what, int status) {
    HttpResponse<String> answer = it.get("/v1/audit/" + what).by("auditor").send();

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"events", "checkpoint", "proof/inclusion?event=0", "proof/consistency?from=1"})
  void isForAuditorsAlone(String what) {
    for (String who : List.of("viewer", "operator", "approver", "admin", "machine", "nobody")) {
      assertThat(it.get("/v1/audit/" + what).by(who).send().statusCode()).as(who).isEqualTo(403);
    }
    assertThat(it.get("/v1/audit/" + what).send().statusCode()).isEqualTo(401);
  }
}
