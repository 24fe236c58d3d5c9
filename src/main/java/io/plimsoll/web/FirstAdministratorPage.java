package io.plimsoll.web;

import io.plimsoll.people.Channel;
import io.plimsoll.people.FirstAdministrator;
import io.plimsoll.people.PeopleException;
import io.plimsoll.people.Person;
import io.plimsoll.report.Html;
import io.plimsoll.web.Route.Manner;
import io.plimsoll.web.Route.Method;
import io.plimsoll.web.Route.Takes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the link leads that a server without people prints: a form that makes the first
 * administrator. Looking at it changes nothing; the code in the link is used up by a form that is
 * filled in well.
 */
final class FirstAdministratorPage {
  private static final String PATH = "/first-administrator";
  private static final Set<String> FIELDS = Set.of("code", "name", "email", "password", "again");

  private static final int SHORTEST = FirstAdministrator.SHORTEST_PASSWORD;

  private final FirstAdministrator first;
  private final Site site;

  FirstAdministratorPage(FirstAdministrator first, Site site) {
    this.first = first;
    this.site = site;
  }

  /** What has been filled in so far; passwords are never shown again. */
  private record Filled(String code, String name, String email, Optional<String> refusal) {}

  List<Route> list() {
    return List.of(
        new Route(
            Method.GET,
            PATH,
            Access.ANYBODY,
            new Manner("showFirstAdministratorForm", Takes.NOTHING, "HtmlPage"),
            "Shows the form that makes the first administrator, for the link that the server printed.",
            this::show),
        new Route(
            Method.POST,
            PATH,
            Access.ANYBODY,
            new Manner("sendFirstAdministratorForm", Takes.FORM, "HtmlPage", "AdministratorForm"),
            "Makes the first administrator, as the form is filled in.",
            this::make));
  }

  private Answer show(Call call) {
    String code = call.query(Set.of("code")).getOrDefault("code", "");
    return first.wanted() ? form(200, new Filled(code, "", "", Optional.empty())) : tooLate();
  }

  private Answer make(Call call) {
    call.query(Set.of());
    Form form = Form.of(call, FIELDS);
    if (!form.text("password").equals(form.text("again"))) {
      return form(422, filled(form, "the two passwords differ"));
    }
    Optional<String> email = Optional.of(form.text("email")).filter(text -> !text.isBlank());
    var wish =
        new FirstAdministrator.NewAdministrator(form.text("name"), email, form.secret("password"));
    try {
      return done(first.claim(form.secret("code"), wish, call.origin(Channel.PAGES)));
    } catch (PeopleException e) {
      return form(PeopleProblems.code(e).status(), filled(form, e.getMessage()));
    }
  }

  private static Filled filled(Form form, String refusal) {
    return new Filled(
        form.text("code"), form.text("name"), form.text("email"), Optional.of(refusal));
  }

  private static Answer form(int status, Filled filled) {
    return HtmlPage.of(
        status,
        "The first administrator",
        html -> {
          html.element(
              "p",
              "Nobody has an account here yet. Whoever holds this link makes the first one: it"
                  + " keeps accounts, roles and tokens, and does nothing else.");
          filled
              .refusal()
              .ifPresent(text -> html.element("p", text, "class", "refused", "role", "alert"));
          html.open("form", "method", "post", "action", PATH);
          html.empty("input", "type", "hidden", "name", "code", "value", filled.code());
          field(html, "Name", "name", filled.name(), "autocomplete", "username", "required", "");
          field(html, "Email, if any", "email", filled.email(), "type", "email");
          password(html, "Password", "password");
          html.element(
              "p", SHORTEST + " characters or more; a few words will do.", "class", "note");
          password(html, "Password again", "again");
          html.element("button", "Make the account", "type", "submit").close();
        });
  }

  private static void password(Html html, String label, String name) {
    String shortest = Integer.toString(SHORTEST);
    field(
        html,
        label,
        name,
        "",
        "type",
        "password",
        "autocomplete",
        "new-password",
        "minlength",
        shortest,
        "required",
        "");
  }

  private static void field(
      Html html, String label, String name, String value, String... attributes) {
    var all = new ArrayList<>(List.of("name", name, "value", value));
    all.addAll(List.of(attributes));
    html.open("label").text(label).empty("input", all.toArray(String[]::new)).close();
  }

  private Answer done(Person made) {
    return HtmlPage.of(
        201,
        "Done",
        html -> {
          html.open("p").element("strong", made.name());
          html.text(" is the administrator, and this link is used up. Log in with:").close();
          html.open("p");
          html.element(
              "code", "plimsoll login %s --server %s".formatted(made.name(), site.address()));
          html.close();
        });
  }

  private static Answer tooLate() {
    return HtmlPage.of(
        409,
        "There is an administrator already",
        html ->
            html.element(
                "p",
                "This link has done its work. An administrator of this installation adds others."));
  }
}
