package io.plimsoll.web;

import io.plimsoll.common.Digest;
import io.plimsoll.report.Html;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;

/** A page of our own, for any browser: no script, and nothing from elsewhere. */
final class HtmlPage {
  private static final String CONTENT_TYPE = "text/html; charset=utf-8";
  private static final String CSS = Resources.text("page.css");

  /** It may wear its own style sheet and send forms to this server, and nothing else. */
  private static final String POLICY =
      "default-src 'none'; style-src 'sha256-%s'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
          .formatted(sha256(CSS));

  private HtmlPage() {}

  static Answer of(int status, String title, Consumer<Html> content) {
    var html = new Html();
    html.open("html", "lang", "en").open("head");
    html.empty("meta", "charset", "utf-8");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.element("title", title + " · Plimsoll").style(CSS).close();
    html.open("body").open("main").element("h1", title);
    content.accept(html);
    html.close().close().close();
    return new Answer(status, Map.of(), CONTENT_TYPE, html.finished())
        .with("Content-Security-Policy", POLICY);
  }

  private static String sha256(String text) {
    byte[] digest = Digest.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(digest);
  }
}
