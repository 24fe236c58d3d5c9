package io.plimsoll.cli;

import io.plimsoll.common.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A log-in at a server, kept in a file of this user. */
final class ServerSession {
  private static final String SESSIONS = "/v1/sessions";
  private static final String OUTLIVES = "The session there ends only when it expires: ";

  private final ServerAddress server;
  private final LoginFile file;
  private final Voice voice;

  ServerSession(Bench bench, ServerAddress server) {
    this.server = server;
    this.file = LoginFile.at(bench, server);
    this.voice = bench.voice();
  }

  /** Who is logged in from now on, and where that is kept. */
  record Opened(String name, List<String> roles, Path file) {}

  /** As the API takes it. */
  private record Asked(String name, String password) {}

  /** An earlier session of this user there is ended once the new one is kept. */
  Opened logIn(String name, Secret password) throws IOException {
    var client = new ServerClient(server, Optional.empty());
    var asked = ServerClient.Content.json(new Asked(name, password.reveal()));
    Shape shape = client.shape(client.postOnce(SESSIONS, Optional.of(asked)));
    String session = client.understood(() -> shape.text("session"));
    String known = client.understood(() -> shape.text("name"));
    List<String> roles = client.understood(() -> shape.texts("roles"));
    var fresh = new Secret(server.toString(), () -> session);
    ServerClient.requireToken(fresh);
    Optional<Secret> before = file.read();
    file.write(fresh);
    before.flatMap(this::notEnded).ifPresent(e -> voice.say(OUTLIVES + e.getMessage()));
    return new Opened(known, roles, file.path());
  }

  /**
   * Whatever the server says, this user no longer has the session afterwards.
   *
   * @return whether there was one
   */
  boolean logOut() throws IOException {
    Optional<Secret> open = file.read();
    file.remove();
    Optional<ServerException> failure = open.flatMap(this::notEnded);
    if (failure.isPresent()) {
      ServerException e = failure.get();
      throw new ServerException(
          e.code(), e.problem(), "logged out here. " + OUTLIVES + e.getMessage(), e.mistakes());
    }
    return open.isPresent();
  }

  /** One that the server no longer knows has ended. */
  private Optional<ServerException> notEnded(Secret session) {
    try {
      new ServerClient(server, Optional.of(session))
          .post(SESSIONS + "/end", Optional.empty(), Optional.empty());
      return Optional.empty();
    } catch (ServerException e) {
      return e.problem().equals("unauthenticated") ? Optional.empty() : Optional.of(e);
    }
  }
}
