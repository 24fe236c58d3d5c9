package io.plimsoll.cli;

import io.plimsoll.people.PeopleException;
import io.plimsoll.plan.InvalidFileException;
import io.plimsoll.plan.Problem;
import io.plimsoll.run.StaleRunException;
import io.plimsoll.sidekick.SidekickRefusal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into lines for a person and an exit code for a script. */
final class Failures {
  private final Bench bench;

  Failures(Bench bench) {
    this.bench = bench;
  }

  /**
   * What {@code --output json} prints when there is no result.
   *
   * @param problems of a file, where there are any
   */
  record Failed(int exitCode, String error, List<String> problems) {}

  int ofParameters(ParameterException e, String[] args) {
    Voice voice = bench.voice();
    String message = message(e);
    voice.complain(message);
    suggestions(e).ifPresent(voice::complain);
    voice.complain(
        "'" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help' shows how");
    return ended(ExitCode.REFUSED, message, List.of());
  }

  private static String message(ParameterException e) {
    boolean command =
        e instanceof UnmatchedArgumentException && !e.getCommandLine().getSubcommands().isEmpty();
    return command
        ? "there is no command '%s %s'"
            .formatted(
                e.getCommandLine().getCommandSpec().qualifiedName(),
                ((UnmatchedArgumentException) e).getUnmatched().get(0))
        : e.getMessage();
  }

  private static Optional<String> suggestions(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return Optional.empty();
    }
    List<String> near = unmatched.getSuggestions();
    return near.isEmpty() ? Optional.empty() : Optional.of("Did you mean '" + near.get(0) + "'?");
  }

  int ofExecution(Exception e, CommandLine line, ParseResult parsed) {
    if (bench.options().debug) {
      var trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      bench.voice().complain(trace.toString());
    }
    if (e instanceof InvalidFileException invalid) {
      List<String> problems = invalid.problems().stream().map(Problem::text).toList();
      problems.forEach(bench.voice()::complain);
      return ended(ExitCode.REFUSED, Words.count(problems.size(), "problem"), problems);
    }
    List<String> mistakes = e instanceof ServerException s ? s.mistakes() : List.of();
    mistakes.forEach(bench.voice()::complain);
    String message = message(e);
    bench.voice().complain(message);
    return ended(code(e), message, mistakes);
  }

  private int ended(ExitCode code, String error, List<String> problems) {
    if (bench.options().json()) {
      bench.voice().printAsIs(Json.of(new Failed(code.number(), error, problems)));
    }
    return code.number();
  }

  private static ExitCode code(Exception e) {
    if (e instanceof StaleRunException) {
      return ExitCode.STALE;
    }
    if (e instanceof ServerException server) {
      return server.code();
    }
    return e instanceof RefusalException
            || e instanceof SidekickRefusal
            || e instanceof PeopleException
        ? ExitCode.REFUSED
        : ExitCode.ERROR;
  }

  /** One line; a bug says that it is one and how to see more. */
  private static String message(Exception e) {
    String said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    boolean bug =
        e instanceof IllegalStateException
            || e instanceof IllegalArgumentException
            || e instanceof NullPointerException
            || e instanceof ClassCastException
            || e instanceof IndexOutOfBoundsException;
    return bug
        ? "a fault in Plimsoll itself: " + said + "; --debug shows where. Please report it."
        : said;
  }
}
