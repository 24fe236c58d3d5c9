package io.plimsoll.cli;

import java.util.Map;

/**
 * What every command works with, given to it by constructor.
 *
 * @param environment for passwords that an option names by variable
 */
record Bench(
    Desk desk,
    DemoRunner demo,
    Voice voice,
    GlobalOptions options,
    Map<String, String> environment) {

  Desk.Session open() {
    return desk.open(options.chosen());
  }

  Desk.Service serve() {
    return desk.serve(options.chosen());
  }
}
