package io.plimsoll.app;

import io.plimsoll.audit.Actor;
import io.plimsoll.audit.AuditEvent.Draft;
import io.plimsoll.audit.AuditLog;
import io.plimsoll.audit.EventTypes;
import io.plimsoll.audit.Payload;
import io.plimsoll.gate.Pager;
import io.plimsoll.metrics.RunMeters;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls somebody by what every installation has: an error in the log and a meter, which others
 * watch, and an entry of the audit log, so that nobody can say they were not called.
 */
final class LoggedPager implements Pager {
  private static final Logger LOG = LoggerFactory.getLogger(LoggedPager.class);

  private final AuditLog log;
  private final RunMeters meters;
  private final String node;

  LoggedPager(AuditLog log, RunMeters meters, String node) {
    this.log = log;
    this.meters = meters;
    this.node = node;
  }

  @Override
  public void page(Page page) {
    String cause = page.cause().name().toLowerCase(Locale.ROOT).replace('_', '-');
    meters.paged(cause);
    LOG.atError()
        .addKeyValue("run", page.run().value())
        .addKeyValue("stage", page.stage().text())
        .addKeyValue("event", cause)
        .log("{} {}: {}; runbooks/gates.md says what to do", page.run(), page.stage(), page.text());
    try {
      log.append(
          new Draft(
              EventTypes.PERSON_PAGED,
              Optional.of(page.run()),
              Actor.engine(node),
              Payload.of(
                  Map.of("cause", cause, "gate", page.stage().text(), "text", page.text()))));
    } catch (RuntimeException e) {
      LOG.error("{} {}: the page is not in the audit log", page.run(), page.stage(), e);
    }
  }
}
