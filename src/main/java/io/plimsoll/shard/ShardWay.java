package io.plimsoll.shard;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import io.plimsoll.plan.Plan.SchemaMode;
import io.plimsoll.run.ShardState;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fence;
import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.Side;
import io.plimsoll.store.SideState;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.transfer.Copier;
import io.plimsoll.transfer.Pass;
import io.plimsoll.transfer.SchemaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * One shard's way forward: fence, copy, verify, cut over, soak, open. Each step may be entered
 * again after a crash and goes on from what ledger and stores say. The way back is {@link WayBack}.
 */
public final class ShardWay implements AutoCloseable {
  /** Size of a chunk to aim at, as stored in the source. */
  public static final long CHUNK_BYTES = 32L << 20;

  private final ShardTools tools;
  private final ShardEnds ends;
  private final Errand errand;
  private final Diary diary;
  private final Passages passages;
  private final Carrier carrier;

  public ShardWay(ShardTools tools, ShardEnds ends, Errand errand) {
    this.tools = tools;
    this.ends = ends;
    this.errand = errand;
    this.diary = new Diary(tools, ends.shard(), errand);
    this.passages = new Passages(tools, ends.shard(), errand);
    this.carrier =
        errand.live()
            ? new LiveCarrier(tools, ends, errand)
            : new FrozenCarrier(tools, ends, errand);
  }

  /** Claims both stores for this run; clients notice nothing. */
  public Side claim() {
    diary.perform(
        "route.establish",
        "route of " + ends.shard(),
        "a row pointing at the source, if there is none",
        "none needed: it points where clients go anyway",
        () -> ends.route().establish(ends.shard()),
        position -> "%s, version %d".formatted(position.address(), position.version()));
    claim(ends.target(), Side.Role.TARGET, present());
    return claim(ends.source(), Side.Role.SOURCE, ends.objects());
  }

  /**
   * With a frozen source: claims both stores and cuts the source until the outage ends.
   *
   * @return since when, by the source's clock, clients are refused at the latest
   * @throws DivergedException when an earlier cut has lapsed: clients have written since
   */
  public Instant fence(Instant outageEnds) {
    Side side = claim();
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
    new FrozenCarrier(tools, ends, errand).requireFenced();
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

  /**
   * Builds the schema and copies every chunk that is not confirmed yet.
   *
   * @param expectedRows for progress displays
   */
  public Copier.Copy copy(SchemaMode schema, long expectedRows, BooleanSupplier stop) {
    reached(ShardState.COPYING);
    carrier.beforeCopy();
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
        builder.keys(steps);
        carrier.loaded();
        builder.afterLoad(steps);
        carrier.built();
        ends.objects().forEach(writer::analyze);
        reached(ShardState.COPIED);
      }
      return copy;
    }
  }

  /** Reads the whole target once more and compares it with the source. */
  public Compared verify() {
    Compared compared = carrier.verify();
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

  /** Sees that the target is open to clients: with a frozen source only finalize opens it. */
  public Arrived open(Digest pinned) {
    Arrived arrived = drive(pinned, true);
    reached(ShardState.DONE);
    return arrived;
  }

  /** Compares both live sides in full, with their schemas. */
  public Compared soak() {
    Compared compared = carrier.soak();
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
   * @param blocked with live capture, how long clients could not write
   */
  public record Arrived(
      int attempt,
      long routeVersion,
      String routeAddress,
      Instant at,
      Blocked blocked,
      String text) {}

  private Arrived drive(Digest pinned, boolean openTarget) {
    Lock turn = tools.turns().of(errand.authority().run(), ends.shard());
    turn.lock();
    try {
      var driver = new ShardDriver(tools, ends, errand, carrier.pinnedTo(pinned));
      ShardDriver.Settled settled = driver.drive(Direction.FORWARD, openTarget);
      return switch (settled.kind()) {
        case FORWARD -> arrived(settled);
        case POSTPONED -> throw new PostponedException(settled.text());
        case BACK, HELD -> throw new BrokenSidesException(ends.shard() + ": " + settled.text());
      };
    } finally {
      turn.unlock();
    }
  }

  private Arrived arrived(ShardDriver.Settled settled) {
    var route = settled.route().orElseThrow();
    return new Arrived(
        settled.attempt(),
        route.version(),
        route.address(),
        tools.clock().instant(),
        carrier.blocked(),
        settled.text());
  }

  /** A rehearsal leaves the shard where it is. */
  private void reached(ShardState state) {
    if (errand.pass() == Pass.COPY) {
      tools.ports().shards().set(errand.authority().run(), ends.shard(), state);
    }
  }

  @Override
  public void close() {
    carrier.close();
  }

  static String texts(List<Finding> findings) {
    return findings.stream().map(Finding::text).collect(Collectors.joining("; "));
  }
}
