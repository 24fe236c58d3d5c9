package io.plimsoll.cli;

import java.util.List;

/** A server refused, cannot be reached, or answers what no server of ours would. */
final class ServerException extends RuntimeException {
  private final ExitCode code;
  private final String problem;
  private final transient List<String> mistakes;

  /**
   * @param problem the server's own code for it
   * @param mistakes each single one, where a plan has several
   */
  ServerException(ExitCode code, String problem, String message, List<String> mistakes) {
    super(message);
    this.code = code;
    this.problem = problem;
    this.mistakes = List.copyOf(mistakes);
  }

  ServerException(ExitCode code, String message) {
    this(code, "", message, List.of());
  }

  /** Empty when it was not the server that refused. */
  String problem() {
    return problem;
  }

  ExitCode code() {
    return code;
  }

  List<String> mistakes() {
    return mistakes;
  }
}
