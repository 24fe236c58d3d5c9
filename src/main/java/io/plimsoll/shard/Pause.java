package io.plimsoll.shard;

/** Lets clients wait at a route that can hold them, instead of failing at the fence. */
final class Pause {
  private final ShardEnds ends;
  private final Errand errand;
  private final Diary diary;

  Pause(ShardTools tools, ShardEnds ends, Errand errand) {
    this.ends = ends;
    this.errand = errand;
    this.diary = new Diary(tools, ends.shard(), errand);
  }

  /**
   * Clients that cannot be held in time go on and meet the fence, which tells them to try again.
   */
  void begin() {
    if (ends.route().holdsClients()) {
      diary.perform(
          "route.pause",
          "route of " + ends.shard(),
          "for at most " + errand.lockBound().toMillis() + " ms of work under way",
          "resume",
          () -> ends.route().pause(ends.shard(), errand.lockBound()),
          paused -> paused ? "clients wait" : "clients go on");
    }
  }

  void end() {
    if (ends.route().holdsClients()) {
      diary.perform(
          "route.resume",
          "route of " + ends.shard(),
          "",
          "none",
          () -> {
            ends.route().resume(ends.shard());
            return "clients go on";
          },
          done -> done);
    }
  }
}
