package io.plimsoll.app;

import io.plimsoll.cli.Desk;
import io.plimsoll.common.Secret;
import io.plimsoll.control.ControlException;
import io.plimsoll.engine.Drives;
import io.plimsoll.engine.GateRound;
import io.plimsoll.metrics.ServerMeters;
import io.plimsoll.people.Caller;
import io.plimsoll.people.People;
import io.plimsoll.plan.Configuration.ServerConfig;
import io.plimsoll.plan.PlanReader;
import io.plimsoll.web.Ground;
import io.plimsoll.web.WebServer;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * An installation that works by itself: it answers over HTTP and drives every run that needs no
 * decision. It stops in the opposite order it started in.
 */
public final class Service implements Desk.Service {
  private final Workplace workplace;
  private final People people;
  private final Drives drives;
  private final GateRound gates;
  private final WebServer web;

  /** Starts everything; the workplace is closed with it. */
  public Service(Workplace workplace, Clock clock) {
    this.workplace = workplace;
    this.people = workplace.people();
    this.drives = new Drives(workplace.orchestrator());
    this.gates = new GateRound(workplace.orchestrator());
    ServerMeters meters = workplace.meters().ofServer();
    meters.driven(drives::driven);
    var ground =
        new Ground(
            new Ground.Work(workplace.orchestrator(), drives, workplace.control().requestKeys()),
            new Ground.Doors(
                people, new AuditedAccess(workplace.control().audit()), inNameOf(workplace)),
            new Ground.Plans(
                new PlanReader(clock),
                workplace.configuration(),
                Workplace::planOf,
                workplace.reports()::find),
            new Ground.Audit(
                workplace.control().audit(), workplace.witnesses().checkpoints()::latest),
            new Ground.Watch(
                workplace.meters()::scrape, meters::answered, ControlException.class::isInstance),
            clock);
    ServerConfig server = workplace.configuration().server();
    this.web = new WebServer(ground, new WebServer.Listening(server.host(), server.port()));
    web.start();
    drives.begin();
    gates.begin();
  }

  private static Ground.InNameOf inNameOf(Workplace workplace) {
    return new Ground.InNameOf() {
      @Override
      public <T> T does(Caller caller, Callable<T> work) throws Exception {
        return workplace.asking().as(AuditedAccess.actor(caller), work);
      }
    };
  }

  @Override
  public URI address() {
    return web.address();
  }

  /** Method and path of all that is registered, refusals of methods included. */
  public List<String> registered() {
    return web.registered();
  }

  @Override
  public Optional<Secret> firstAdministrator() {
    return people.firstAdministrator().issueCode();
  }

  @Override
  public void stop() {
    web.stopsSoon();
    workplace.orchestrator().stop();
  }

  @Override
  public void close() {
    web.close();
    gates.close();
    drives.close();
    workplace.close();
  }
}
