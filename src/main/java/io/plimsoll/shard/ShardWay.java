package io.plimsoll.shard;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ObjectName;
import io.plimsoll.plan.Plan.SchemaMode;
import io.plimsoll.run.ShardState;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fence;
import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.Side;
import io.plimsoll.store.SideState;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.transfer.Copier;
import io.plimsoll.transfer.Pass;
import io.plimsoll.transfer.SchemaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * One shard's way forward: fence, copy, verify, cut over, soak, open. Each step may be entered
 * again after a crash and goes on from what ledger and stores say. The way back is {@link WayBack}.
 */
public final class ShardWay {
  /** Size of a chunk to aim at, as stored in the source. */
  public static final long CHUNK_BYTES = 32L << 20;

  private final ShardTools tools;
  private final ShardEnds ends;
  private final Errand errand;
  private final Diary diary;
  private final Passages passages;

  public ShardWay(ShardTools tools, ShardEnds ends, Errand errand) {
    this.tools = tools;
    this.ends = ends;
    this.errand = errand;
    this.diary = new Diary(tools, ends.shard(), errand);
    this.passages = new Passages(tools, ends.shard(), errand);
  }

  /**
   * Claims both stores and cuts the source until the outage ends.
   *
   * @return since when, by the source's clock, clients are refused at the latest
   * @throws DivergedException when an earlier cut has lapsed: clients have written since
   */
  public Instant fence(Instant outageEnds) {
    diary.perform(
        "route.establish",
        "route of " + ends.shard(),
        "a row pointing at the source, if there is none",
        "none needed: it points where clients go anyway",
        () -> ends.route().establish(ends.shard()),
        position -> "%s, version %d".formatted(position.address(), position.version()));
    claim(ends.target(), Side.Role.TARGET, present());
    Side side = claim(ends.source(), Side.Role.SOURCE, ends.objects());
    if (side.state() == SideState.OPEN && side.attempt() == 0) {
      diary.perform(
          "fence.close",
          ends.source().name(),
          "OPEN to CUT until " + outageEnds,
          "CUT to OPEN; it lapses by itself at " + outageEnds,
          () ->
              ends.source()
                  .fence()
                  .close(
                      errand.authority(),
                      new Fence.Move(SideState.OPEN, SideState.CUT, side.attempt()),
                      ends.objects(),
                      outageEnds,
                      errand.lockBound()),
          cut -> cut.state() + " until " + cut.until().map(Instant::toString).orElse("?"));
    }
    requireFenced();
    return ends.source().fence().now();
  }

  private Side claim(io.plimsoll.store.Store store, Side.Role role, List<ObjectName> objects) {
    return diary.perform(
        "fence.claim",
        store.name(),
        role + ", schema plimsoll",
        "drop schema plimsoll and its triggers",
        () ->
            store
                .fence()
                .claim(errand.authority(), ends.shard(), role, objects, errand.lockBound()),
        side -> "%s, epoch %s".formatted(side.state(), side.epoch()));
  }

  /** Objects that the target has already: with an existing schema all, otherwise none. */
  private List<ObjectName> present() {
    var names =
        ends.target().catalogue().tables().stream()
            .map(io.plimsoll.store.TableInfo::name)
            .collect(Collectors.toCollection(TreeSet::new));
    return ends.objects().stream().filter(names::contains).toList();
  }

  /** The source must be closed by this run right now; a lapsed cut belongs to the clients. */
  public void requireFenced() {
    Optional<Side> side = new Observer(ends, errand.authority()).source();
    SideState state = side.map(Side::state).orElse(SideState.OPEN);
    boolean lapsed =
        state == SideState.CUT
            && side.flatMap(Side::until)
                .filter(until -> !ends.source().fence().now().isBefore(until))
                .isPresent();
    if (state == SideState.OPEN || lapsed) {
      throw new DivergedException(
          ends.shard()
              + ": the outage ended before the source was sealed; clients may have written");
    }
  }

  /**
   * Builds the schema and copies every chunk that is not confirmed yet.
   *
   * @param expectedRows for progress displays
   */
  public Copier.Copy copy(SchemaMode schema, long expectedRows, BooleanSupplier stop) {
    requireFenced();
    reached(ShardState.COPYING);
    List<SchemaStep> steps =
        schema == SchemaMode.MIRROR ? ends.source().mirror(ends.objects()) : List.of();
    var passage = passages.of(errand.pass());
    try (StoreWriter writer = ends.target().writer(errand.authority());
        ConsistentView view = ends.source().openView(ends.objects(), errand.seed())) {
      var builder = new SchemaBuilder(passage, writer);
      diary.perform(
          "copy.load",
          ends.target().name(),
          "%d objects from %s".formatted(ends.objects().size(), ends.source().name()),
          "remove what this run created and loaded",
          () -> {
            builder.tables(steps);
            return "tables built";
          },
          done -> done);
      var work = new Copier.Work(ends.objects(), CHUNK_BYTES, expectedRows);
      Copier.Copy copy = new Copier(passage).copy(view, writer, work, stop);
      if (copy.complete()) {
        builder.afterLoad(steps);
        ends.objects().forEach(writer::analyze);
        reached(ShardState.COPIED);
      }
      return copy;
    }
  }

  /** Reads the whole target once more and compares it with what was read on the source. */
  public Compared verify() {
    requireFenced();
    Compared compared = new Comparer(passages, ends, errand).copied();
    if (compared.equal()) {
      reached(ShardState.VERIFIED);
    }
    return compared;
  }

  /**
   * Cuts over by the decision table, or finds it done.
   *
   * @param pinned the schema digest the snapshot was taken with
   */
  public Arrived cutOver(Digest pinned) {
    Arrived arrived = drive(pinned, false);
    reached(ShardState.CUT_OVER);
    return arrived;
  }

  /** Opens the target to clients: with a frozen source only finalize does that. */
  public Arrived open(Digest pinned) {
    Arrived arrived = drive(pinned, true);
    reached(ShardState.DONE);
    return arrived;
  }

  /** Compares both live sides in full, with their schemas. */
  public Compared soak() {
    Compared compared = new Comparer(passages, ends, errand).views();
    reached(ShardState.SOAKING);
    return compared;
  }

  /** Whether clients may write to the target. */
  public boolean targetOpen() {
    return new Observer(ends, errand.authority())
        .target()
        .filter(side -> side.state() == SideState.OPEN)
        .isPresent();
  }

  /** Leaves the target: nothing of the run stays there. The sealed source keeps its side row. */
  public void leaveTarget() {
    diary.perform(
        "fence.remove",
        ends.target().name(),
        "schema plimsoll and its triggers",
        "none",
        () -> {
          ends.target().fence().remove(errand.authority(), ends.objects(), errand.lockBound());
          return "removed";
        },
        done -> done);
  }

  /**
   * Where a way forward ended.
   *
   * @param routeAddress what clients now read
   */
  public record Arrived(
      int attempt, long routeVersion, String routeAddress, Instant at, String text) {}

  private Arrived drive(Digest pinned, boolean openTarget) {
    var driver = new ShardDriver(tools, ends, errand, new ForwardTurns(pinned));
    ShardDriver.Settled settled = driver.drive(Direction.FORWARD, openTarget);
    if (settled.kind() != ShardDriver.Settled.Kind.FORWARD) {
      throw new BrokenSidesException(ends.shard() + ": " + settled.text());
    }
    var route = settled.route().orElseThrow();
    return new Arrived(
        settled.attempt(),
        route.version(),
        route.address(),
        tools.clock().instant(),
        settled.text());
  }

  /** What a frozen move needs at its turning points on the way forward. */
  private final class ForwardTurns implements ShardDriver.Turns {
    private final Digest pinned;

    ForwardTurns(Digest pinned) {
      this.pinned = pinned;
    }

    @Override
    public void drainForward() {
      passages.requireVerified(ends.objects());
      List<Finding> changed =
          tools.guards().check(GuardId.F28, () -> SchemaWatch.changed(ends, pinned));
      if (!changed.isEmpty()) {
        throw new DivergedException(texts(changed));
      }
      setSequences();
    }

    @Override
    public void drainReverse() {
      throw new IllegalStateException("nothing is drained back on the way forward");
    }

    @Override
    public void beforeReopen(SideState from) {
      // The cut has lapsed already: whatever is proven now, clients may write at this instant.
    }
  }

  /** Sequences are set at the fence: nextval passes it, so the last moment is the right one. */
  private void setSequences() {
    List<SequenceState> sequences = ends.source().sequences(ends.objects());
    diary.perform(
        "sequences.set",
        ends.target().name(),
        sequences.size() + " sequences past the source's",
        "dropped with the target's objects",
        () -> {
          try (StoreWriter writer = ends.target().writer(errand.authority())) {
            sequences.forEach(writer::setSequence);
          }
          return sequences.size();
        },
        count -> count + " set");
    List<Finding> behind =
        tools
            .guards()
            .check(
                GuardId.F24,
                () -> Sequences.behind(sequences, ends.target().sequences(ends.objects())));
    if (!behind.isEmpty()) {
      throw new DivergedException(texts(behind));
    }
  }

  /** A rehearsal leaves the shard where it is. */
  private void reached(ShardState state) {
    if (errand.pass() == Pass.COPY) {
      tools.ports().shards().set(errand.authority().run(), ends.shard(), state);
    }
  }

  static String texts(List<Finding> findings) {
    return findings.stream().map(Finding::text).collect(Collectors.joining("; "));
  }
}
