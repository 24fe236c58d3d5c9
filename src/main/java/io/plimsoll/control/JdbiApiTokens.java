package io.plimsoll.control;

import io.plimsoll.common.Digest;
import io.plimsoll.people.AccountId;
import io.plimsoll.people.ApiToken;
import io.plimsoll.people.ApiTokens;
import io.plimsoll.people.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.result.RowView;

/** API tokens; revoked ones stay, so that an old decision can be traced to its token. */
final class JdbiApiTokens implements ApiTokens {
  private final Transactions transactions;

  JdbiApiTokens(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public void add(ApiToken token, Digest secret) {
    transactions.run(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into api_token (id, secret_digest, account_id, label, scope,
                                           created_at, expires_at)
                    values (:id, :secret, :account, :label, :scope, :created, :expires)
                    """)
                .bind("id", token.id())
                .bind("secret", secret.hex())
                .bind("account", token.account().value())
                .bind("label", token.label())
                .bind(
                    "scope",
                    token.scope().stream()
                        .sorted()
                        .map(Role::name)
                        .collect(Collectors.joining(",")))
                .bind("created", token.life().created())
                .bind("expires", token.life().expires())
                .execute());
  }

  @Override
  public Optional<ApiToken> find(Digest secret) {
    return transactions.read(
        handle ->
            handle
                .createQuery("select * from api_token where secret_digest = :secret")
                .bind("secret", secret.hex())
                .map(JdbiApiTokens::token)
                .findOne());
  }

  @Override
  public Optional<ApiToken> find(String id) {
    return transactions.read(
        handle ->
            handle
                .createQuery("select * from api_token where id = :id")
                .bind("id", id)
                .map(JdbiApiTokens::token)
                .findOne());
  }

  @Override
  public List<ApiToken> list(Optional<AccountId> of, int limit) {
    return transactions.read(
        handle ->
            handle
                .createQuery(
                    """
                    select * from api_token
                    where account_id = coalesce(cast(:account as varchar(40)), account_id)
                    order by created_at desc, id limit :limit
                    """)
                .bind("account", of.map(AccountId::value).orElse(null))
                .bind("limit", limit)
                .map(JdbiApiTokens::token)
                .list());
  }

  @Override
  public int valid(AccountId of, Instant now) {
    return transactions.read(
        handle ->
            handle
                .createQuery(
                    """
                    select count(*) from api_token
                    where account_id = :account and revoked_at is null and expires_at > :now
                    """)
                .bind("account", of.value())
                .bind("now", now)
                .mapTo(Integer.class)
                .one());
  }

  @Override
  public boolean revoke(String id, Instant at) {
    return transactions.call(
        handle ->
            handle
                    .createUpdate(
                        "update api_token set revoked_at = :at where id = :id and revoked_at is null")
                    .bind("at", at)
                    .bind("id", id)
                    .execute()
                == 1);
  }

  @Override
  public void revokeAll(AccountId of, Instant at) {
    transactions.run(
        handle ->
            handle
                .createUpdate(
                    """
                    update api_token set revoked_at = :at
                    where account_id = :account and revoked_at is null
                    """)
                .bind("at", at)
                .bind("account", of.value())
                .execute());
  }

  @Override
  public void used(String id, Instant at) {
    transactions.run(
        handle ->
            handle
                .createUpdate("update api_token set used_at = :at where id = :id")
                .bind("at", at)
                .bind("id", id)
                .execute());
  }

  private static ApiToken token(RowView row) {
    return new ApiToken(
        row.getColumn("id", String.class),
        new AccountId(row.getColumn("account_id", String.class)),
        row.getColumn("label", String.class),
        JdbiAccounts.roles(row.getColumn("scope", String.class)),
        new ApiToken.Life(
            row.getColumn("created_at", Instant.class),
            row.getColumn("expires_at", Instant.class),
            Optional.ofNullable(row.getColumn("revoked_at", Instant.class)),
            Optional.ofNullable(row.getColumn("used_at", Instant.class))));
  }
}
