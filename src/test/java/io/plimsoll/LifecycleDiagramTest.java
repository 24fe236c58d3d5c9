package io.plimsoll;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;

import io.plimsoll.run.Lifecycle;
import io.plimsoll.run.Lifecycle.Transition;
import io.plimsoll.run.RunState;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's picture of the lifecycle is the table, drawn. */
class LifecycleDiagramTest {
  @Test
  void readmeShowsTheTableAsItIs() {
    ReadmeBlock.requireEqual("lifecycle", diagram() + "\n" + staying());
  }

  private static String diagram() {
    String arrows =
        Lifecycle.table().stream()
            .filter(t -> !t.stays())
            .collect(
                groupingBy(
                    t -> "%s --> %s".formatted(t.state(), t.next()),
                    LinkedHashMap::new,
                    mapping(t -> t.event().name(), joining(", "))))
            .entrySet()
            .stream()
            .map(arrow -> "    %s: %s\n".formatted(arrow.getKey(), arrow.getValue()))
            .collect(joining());
    return "```mermaid\nstateDiagram-v2\n    [*] --> %s\n%s%s```\n"
        .formatted(RunState.PREFLIGHT, arrows, ends());
  }

  private static String ends() {
    return Arrays.stream(RunState.values())
        .filter(RunState::ended)
        .map(state -> "    %s --> [*]\n".formatted(state))
        .collect(joining());
  }

  /** Events that leave the state as it is, states with the same ones together. */
  private static String staying() {
    var eventsByState =
        Lifecycle.table().stream()
            .filter(Transition::stays)
            .collect(
                groupingBy(
                    Transition::state,
                    LinkedHashMap::new,
                    mapping(t -> "`" + t.event() + "`", joining(" "))));
    var statesByEvents =
        eventsByState.entrySet().stream()
            .collect(
                groupingBy(
                    entry -> entry.getValue(),
                    LinkedHashMap::new,
                    mapping(entry -> "`" + entry.getKey() + "`", joining(" "))));
    return Stream.concat(
            Stream.of("| in | these hold the run, or let it go on, where it is |\n|---|---|\n"),
            statesByEvents.entrySet().stream()
                .map(e -> "| %s | %s |\n".formatted(e.getValue(), e.getKey())))
        .collect(joining());
  }
}
