package io.plimsoll.sidekick;

/** The service would not start what was asked for; nothing has been changed anywhere. */
public final class SidekickRefusal extends SidekickException {
  SidekickRefusal(String message) {
    super(message);
  }
}
