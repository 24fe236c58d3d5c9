package io.plimsoll.control;

import io.plimsoll.common.RunId;
import io.plimsoll.common.Secret;
import io.plimsoll.run.RunTokens;
import org.jdbi.v3.core.Handle;

/** The tokens of the runs, each made when it is first asked for. */
final class JdbiRunTokens implements RunTokens {
  private final Transactions transactions;

  JdbiRunTokens(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Secret tokenOf(RunId run) {
    String token = transactions.call(handle -> ensure(handle, run));
    return new Secret("control database, token of run " + run, () -> token);
  }

  private static String ensure(Handle handle, RunId run) {
    RunRows.lock(handle, run);
    return handle
        .createQuery("select token from run_token where run_id = :run")
        .bind("run", run.value())
        .mapTo(String.class)
        .findOne()
        .orElseGet(() -> create(handle, run));
  }

  private static String create(Handle handle, RunId run) {
    String token = Tokens.random();
    handle
        .createUpdate("insert into run_token (run_id, token) values (:run, :token)")
        .bind("run", run.value())
        .bind("token", token)
        .execute();
    return token;
  }
}
