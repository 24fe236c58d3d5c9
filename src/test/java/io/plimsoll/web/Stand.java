package io.plimsoll.web;

import io.plimsoll.app.Service;
import io.plimsoll.app.Workplace;
import io.plimsoll.common.RunId;
import io.plimsoll.common.Secret;
import io.plimsoll.people.AccessEvents;
import io.plimsoll.people.Administration.NewPerson;
import io.plimsoll.people.Administration.NewToken;
import io.plimsoll.people.Caller;
import io.plimsoll.people.Origin;
import io.plimsoll.people.People;
import io.plimsoll.people.Role;
import io.plimsoll.people.TestPeople;
import io.plimsoll.plan.ConfigurationReader;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.PlanReader;
import io.plimsoll.run.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A real server over a real control database, with somebody of each role; its stores are nowhere.
 */
public final class Stand implements AutoCloseable {
  public static final String PASSWORD = "correct horse battery staple";

  public static final String SITE =
      """
      control: {home: %s}
      server: {port: 0}
      stores:
        old:
          type: postgresql
          url: jdbc:postgresql://127.0.0.1:1/app_{shard}
          user: plimsoll
          password: {env: OLD_PASSWORD}
          domain: {site: fremont, array: hds-1, host: h1, account: a1}
        new: {type: postgresql, url: "jdbc:postgresql://127.0.0.1:1/new_{shard}", user: plimsoll}
        scratch: {type: postgresql, url: "jdbc:postgresql://127.0.0.1:1/postgres", user: plimsoll}
        directory: {type: postgresql, url: "jdbc:postgresql://127.0.0.1:1/routes", user: plimsoll}
        vault: {type: files, path: vault, domain: {site: reno, array: n7, host: b1, account: b}}
      routes:
        sidekick: {type: table, store: directory}
      """;

  final Workplace workplace;
  private final Service service;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(20))
          .build();
  private final Map<String, String> tokens = new HashMap<>();

  /** Opens the installation in a folder; people are made when there are none. */
  public Stand(Path folder) {
    this(open(folder, SITE.formatted(folder.resolve("control"))));
  }

  /** The same with more in its configuration. */
  Stand(Path folder, String more) {
    this(open(folder, SITE.formatted(folder.resolve("control")) + more));
  }

  public Stand(Workplace workplace) {
    this.workplace = workplace;
    this.service = new Service(workplace, Clock.systemUTC());
  }

  public Workplace workplace() {
    return workplace;
  }

  private static Workplace open(Path folder, String site) {
    return new Workplace(
        new ConfigurationReader(Map.of("OLD_PASSWORD", "hunter2-never-shown"), folder, folder)
            .read("site.yaml", site, folder, Map.of())
            .configuration(),
        Workplace.Terms.asShipped());
  }

  /** Everybody the tests speak for; each is named after the role. */
  public Stand withPeople() {
    var people =
        new People(
            workplace.control().people(),
            TestPeople.SETTINGS,
            Clock.systemUTC(),
            AccessEvents.NONE);
    Secret password = new Secret("test", () -> PASSWORD);
    people.firstAdministrator().create("admin", Optional.empty(), password);
    Caller admin = logIn(people, "admin");
    remember("admin", people, admin);
    for (Role role : EnumSet.complementOf(EnumSet.of(Role.ADMIN))) {
      person(people, admin, role.text(), Set.of(role));
    }
    person(people, admin, "nobody", Set.of());
    person(people, admin, "all", EnumSet.allOf(Role.class));
    people.administration().addMachine(admin, "machine", Role.ofMachines());
    tokens.put("machine", token(people, admin, Optional.of("machine")).reveal());
    return this;
  }

  private void person(People people, Caller admin, String name, Set<Role> roles) {
    people
        .administration()
        .add(
            admin,
            new NewPerson(
                name,
                Optional.empty(),
                roles,
                Optional.of(new Secret("test", () -> PASSWORD)),
                Optional.empty()));
    remember(name, people, logIn(people, name));
  }

  /** Somebody without a role can hold a session, and no token. */
  private void remember(String name, People people, Caller caller) {
    Secret shown =
        caller.roles().isEmpty()
            ? people.authentication().open(caller)
            : token(people, caller, Optional.empty());
    tokens.put(name, shown.reveal());
  }

  private static Secret token(People people, Caller by, Optional<String> owner) {
    return people
        .administration()
        .createToken(by, new NewToken("test", owner, Set.of(), Duration.ofDays(1)))
        .secret();
  }

  private static Caller logIn(People people, String name) {
    return people
        .authentication()
        .password(name, new Secret("test", () -> PASSWORD), Origin.local())
        .orThrow(refused -> new IllegalStateException(refused.sentence()));
  }

  public String tokenOf(String name) {
    return tokens.get(name);
  }

  void shares(Stand other) {
    tokens.putAll(other.tokens);
  }

  public URI address() {
    return service.address();
  }

  Service service() {
    return service;
  }

  /** What the HTTP layer itself says it answers. */
  List<String> registered() {
    return service.registered();
  }

  /** Goes where a browser is sent. */
  HttpResponse<String> visit(URI address) {
    return new Ask(address).send();
  }

  public HttpClient client() {
    return client;
  }

  /** A request that is about to be sent. */
  public final class Ask {
    private final HttpRequest.Builder request;

    private Ask(String method, String path, Optional<String> body) {
      request =
          HttpRequest.newBuilder(address().resolve(path))
              .timeout(Duration.ofSeconds(60))
              .method(method, body.map(BodyPublishers::ofString).orElse(BodyPublishers.noBody()));
    }

    private Ask(URI address) {
      request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(60));
    }

    public Ask by(String name) {
      return with("Authorization", "Bearer " + tokens.get(name));
    }

    public Ask with(String header, String value) {
      request.header(header, value);
      return this;
    }

    public HttpResponse<String> send() {
      try {
        return client.send(request.build(), BodyHandlers.ofString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  public Ask get(String path) {
    return new Ask("GET", path, Optional.empty());
  }

  public Ask post(String path) {
    return new Ask("POST", path, Optional.empty());
  }

  /** Sends a small object. */
  Ask post(String path, String json) {
    return new Ask("POST", path, Optional.of(json)).with("Content-Type", "application/json");
  }

  public Ask submit(String plan) {
    return new Ask("POST", "/v1/runs", Optional.of(plan)).with("Content-Type", "application/yaml");
  }

  Ask ask(String method, String path, Optional<String> body) {
    return new Ask(method, path, body);
  }

  /** A verb, for the run as it is now. */
  public Ask say(String verb, RunId run) {
    return post("/v1/runs/" + run + "/" + verb).with("If-Match", tag(run));
  }

  /** A decision at a gate, on the run as it is now. */
  public Ask decide(String word, RunId run, String stage, String body) {
    return new Ask("POST", "/v1/runs/%s/gates/%s/%s".formatted(run, stage, word), Optional.of(body))
        .with("Content-Type", "application/json")
        .with("If-Match", tag(run));
  }

  String tag(RunId run) {
    return '"' + Long.toString(run(run).version()) + '"';
  }

  Run run(RunId id) {
    return workplace.runs().find(id).orElseThrow();
  }

  /** A run that was submitted and not started. */
  RunId submitted() {
    Plan plan = new PlanReader(Clock.systemUTC()).read("plan", plan());
    return workplace.orchestrator().submit(plan);
  }

  public static String plan() {
    try {
      return Files.readString(Path.of("migrations/sidekick/plan.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static JsonNode json(HttpResponse<String> answer) {
    return Json.read(answer.body());
  }

  @Override
  public void close() {
    service.close();
  }
}
