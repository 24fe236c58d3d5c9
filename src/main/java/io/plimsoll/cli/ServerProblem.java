package io.plimsoll.cli;

import io.plimsoll.plan.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A refusal of a server, as RFC 9457 has it, and what it means for a command.
 *
 * @param code stable, for machines; what is not known here counts by its status
 * @param retryAfter when to try again, where the server said so
 * @param mistakes of a plan, each with its place
 */
record ServerProblem(
    int status, String code, String detail, Optional<Duration> retryAfter, List<Mistake> mistakes) {
  private static final int LONGEST_DETAIL = 2_000;

  record Mistake(int line, int column, String path, String detail) {
    String in(String file) {
      return new Problem(file, line, column, path, detail).text();
    }
  }

  static ServerProblem of(int status, Optional<Duration> retryAfter, Shape shape) {
    Optional<String> detail = shape.optionalText("detail");
    String said = detail.or(() -> shape.optionalText("title")).orElse("no reason given");
    String code = shape.optionalText("code").orElse("");
    List<Mistake> mistakes =
        code.equals("invalid-plan") ? shape.list("errors", ServerProblem::mistake) : List.of();
    return new ServerProblem(
        status,
        code,
        said.substring(0, Math.min(said.length(), LONGEST_DETAIL)),
        retryAfter,
        mistakes);
  }

  private static Mistake mistake(Shape shape) {
    return new Mistake(
        shape.small("line"), shape.small("column"), shape.text("path"), shape.text("detail"));
  }

  /** What a refusal as such has changed is nothing; what is unknown is an error. */
  ExitCode exit() {
    return switch (code) {
      case "stale" -> ExitCode.STALE;
      case "in-progress", "outcome-unknown", "key-reused", "bad-request", "version-required" ->
          ExitCode.ERROR;
      default ->
          switch (status) {
            case 401, 403, 404, 409, 413, 422, 429 -> ExitCode.REFUSED;
            case 412 -> ExitCode.STALE;
            default -> ExitCode.ERROR;
          };
    };
  }

  /** Whether the server asks to send the very same again in a moment. */
  boolean passes() {
    return code.equals("in-progress") || status == 503;
  }

  /**
   * @param file what the places of mistakes are in
   * @param loggedIn whether a token was shown
   */
  ServerException in(String file, ServerAddress server, boolean loggedIn) {
    List<String> each = mistakes.stream().map(m -> m.in(file)).toList();
    return new ServerException(
        exit(), code, server.host() + ": " + detail + remedy(server, loggedIn), each);
  }

  private String remedy(ServerAddress server, boolean loggedIn) {
    if (status == 429 && retryAfter.isPresent()) {
      return " (" + Words.duration(retryAfter.get()) + ")";
    }
    return status == 401 && loggedIn
        ? "; 'plimsoll login --server %s', or --token-file FILE, or $%s"
            .formatted(server, Identification.VARIABLE)
        : "";
  }
}
