package io.plimsoll.report;

import static io.plimsoll.report.Scenarios.OBJECTS;
import static io.plimsoll.report.Scenarios.divergedAndRolledBack;
import static io.plimsoll.report.Scenarios.finalized;
import static io.plimsoll.report.Scenarios.plan;
import static io.plimsoll.report.Scenarios.shard;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.StageName;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReportPageTest {

  static List<RecordedRun> everyKindOfRun() {
    return ReportBuilderTest.everyKindOfRun().toList();
  }

  @ParameterizedTest
  @MethodSource("everyKindOfRun")
  void isWellFormedAndItsLinksArrive(RecordedRun run) throws Exception {
    Document page = parse(ReportPage.render(run.report()));

    List<String> ids = new ArrayList<>();
    elements(page, "*").forEach(e -> ids.add(e.getAttribute("id")));
    assertThat(elements(page, "a"))
        .isNotEmpty()
        .allSatisfy(a -> assertThat(ids).contains(a.getAttribute("href").substring(1)));
    assertThat(elements(page, "h1")).hasSize(1);
    assertThat(elements(page, "main")).hasSize(1);
    assertThat(elements(page, "table"))
        .allSatisfy(table -> assertThat(table.getFirstChild().getNodeName()).isEqualTo("caption"));
    assertThat(elements(page, "th"))
        .allSatisfy(th -> assertThat(th.getAttribute("scope")).isIn("row", "col"));
  }

  @Test
  void loadsNothingFromElsewhereAndRunsNothing() {
    String page = ReportPage.render(finalized(plan(4)).report());

    assertThat(page).contains("default-src 'none'".replace("'", "&#39;"));
    assertThat(page).doesNotContain("<script", "<link", "<img", "url(", "@import", " src=");
  }

  @Test
  void escapesWhateverAnybodyNamedSomething() throws Exception {
    String evil = "</title></code><script>alert(1)</script>\" onload='x' & \u202e\u0000 \ud800";
    RecordedRun run = Scenarios.copied(plan(1, evil));
    var object =
        new Facts.ComparedObject(
            "public.\"" + evil + "\"",
            1,
            1,
            1,
            0,
            0,
            1,
            "00",
            "01",
            1,
            1,
            List.of(new Facts.DifferingRow("changed", "id=" + evil, List.of(evil))));
    run.fact(
        StageName.VERIFY,
        shard(0),
        Status.FAIL,
        Scenarios.verified(run, Verdict.DIFFERENT, 100, List.of(object)));
    String page = ReportPage.render(run.report());

    assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;", "\\u202e");
    assertThat(page).doesNotContain("<script", "\u202e");
    assertThat(elements(parse(page), "script")).isEmpty();
  }

  @Test
  void leadsWithTheOutcomeInWordAndIcon() throws Exception {
    Document page = parse(ReportPage.render(divergedAndRolledBack(plan(2)).report()));

    Element outcome = elements(page, "section").get(0);
    assertThat(outcome.getTextContent())
        .contains("↩", "Rolled back", "Diverged (2 rows differed) and rolled back by itself.")
        .contains("What to do now", "Find out why the target differed");
    assertThat(elements(page, "dd").stream().limit(4).map(Element::getTextContent))
        .contains("2", "0");
  }

  @Test
  void showsDifferencesAndWaiversByName() {
    assertThat(ReportPage.render(divergedAndRolledBack(plan(2)).report()))
        .contains("id=42", "name; phone");
    assertThat(ReportPage.render(finalized(Scenarios.waivingPlan()).report()))
        .contains("canary: none", "<td class=\"waived\">", "<b class=\"waived\">waived</b>");
  }

  @Test
  void staysSmallForTheSample() {
    String page = ReportPage.render(finalized(plan(4)).report());

    assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(100_000);
  }

  @Test
  void cutsLongTablesAndSaysSo() {
    RecordedRun run = Scenarios.copied(plan(1));
    List<Facts.DifferingRow> sample = new ArrayList<>();
    for (int i = 0; i < ReportPage.ROWS_ON_PAGE + 3; i++) {
      sample.add(new Facts.DifferingRow("changed", "id=" + i, List.of("name")));
    }
    var object =
        new Facts.ComparedObject(
            OBJECTS.get(0), 301, 301, sample.size(), 0, 0, sample.size(), "00", "01", 1, 1, sample);
    run.fact(
        StageName.VERIFY,
        shard(0),
        Status.FAIL,
        Scenarios.verified(run, Verdict.DIFFERENT, 100, List.of(object)));

    assertThat(ReportPage.render(run.report()))
        .contains("id=199<", "3 more rows in report.json.")
        .doesNotContain("id=200<");
  }

  static Document parse(String page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page)));
  }

  static List<Element> elements(Document page, String tag) {
    var found = page.getElementsByTagName(tag);
    var elements = new ArrayList<Element>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }
}
