package io.plimsoll.control;

import io.plimsoll.common.RunId;
import io.plimsoll.gate.Parties;
import io.plimsoll.gate.PersonId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Who had a hand in a run: rows are added, never changed and never removed. */
final class JdbiParties implements Parties {
  private final Transactions transactions;
  private final Clock clock;

  JdbiParties(Transactions transactions, Clock clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public void add(RunId run, Part part, PersonId person, String name) {
    var party = new Party(part, person, name);
    transactions.run(handle -> add(handle, run, party, clock.instant()));
  }

  /** Within a transaction that may write more than this. */
  static void add(Handle handle, RunId run, Party party, Instant now) {
    handle
        .createUpdate(
            """
            insert into run_party (run_id, part, person, name, added_at)
            select :run, :part, :person, :name, :now
            where not exists (select 1 from run_party
                              where run_id = :run and part = :part and person = :person)
            """)
        .bind("run", run.value())
        .bind("part", party.part().name())
        .bind("person", party.person().value())
        .bind("name", party.name())
        .bind("now", now)
        .execute();
  }

  @Override
  public List<Party> of(RunId run) {
    return transactions.read(
        handle ->
            handle
                .createQuery(
                    """
                    select part, person, name from run_party
                    where run_id = :run order by added_at, part, person
                    """)
                .bind("run", run.value())
                .map(
                    row ->
                        new Party(
                            Part.valueOf(row.getColumn("part", String.class)),
                            new PersonId(row.getColumn("person", String.class)),
                            row.getColumn("name", String.class)))
                .list());
  }
}
