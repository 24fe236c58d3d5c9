package io.plimsoll.gate;

/** Has somebody called when a gate is opened by keys instead of by its quorum. */
public final class GatePages implements GateListener {
  private final Pager pager;

  public GatePages(Pager pager) {
    this.pager = pager;
  }

  @Override
  public void pages(Gate gate, Decision decision) {
    boolean open = gate.state() == GateState.BROKEN_GLASS;
    pager.page(
        new Pager.Page(
            open ? Pager.Cause.GLASS_BROKEN : Pager.Cause.KEY_TURNED,
            gate.run(),
            gate.stage(),
            gate.reason()));
  }
}
