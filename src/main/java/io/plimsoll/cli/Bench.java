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

  /** A server that is named aside is not what the command works on; nobody should think so. */
  Desk.Session open() {
    if (!environment.getOrDefault(ServerOptions.VARIABLE, "").isBlank()) {
      voice.say(
          Tone.CARE, "this works on the control database here, not at $" + ServerOptions.VARIABLE);
    }
    return desk.open(options.chosen());
  }

  Desk.Service serve() {
    return desk.serve(options.chosen());
  }
}
