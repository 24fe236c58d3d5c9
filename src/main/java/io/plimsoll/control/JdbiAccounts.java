package io.plimsoll.control;

import io.plimsoll.people.Account;
import io.plimsoll.people.AccountId;
import io.plimsoll.people.Accounts;
import io.plimsoll.people.ExternalIdentity;
import io.plimsoll.people.Machine;
import io.plimsoll.people.PeopleException;
import io.plimsoll.people.PeopleException.Kind;
import io.plimsoll.people.Person;
import io.plimsoll.people.Role;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/** Accounts, their roles and their identities elsewhere. */
final class JdbiAccounts implements Accounts {
  private static final String ACCOUNT =
      """
      select a.id, a.kind, a.name, a.email, a.disabled, a.created_at,
             (select listagg(r.role, ',') within group (order by r.role)
              from account_role r where r.account_id = a.id) as roles
      from account a
      """;

  private final Transactions transactions;

  JdbiAccounts(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public boolean none() {
    return transactions.read(JdbiAccounts::none);
  }

  private static boolean none(Handle handle) {
    return handle
        .createQuery("select id from account where kind = 'PERSON' limit 1")
        .mapTo(String.class)
        .findOne()
        .isEmpty();
  }

  @Override
  public boolean addFirst(Person person, String passwordHash) {
    return transactions.call(
        handle -> {
          PeopleLock.take(handle);
          if (!none(handle)) {
            return false;
          }
          insert(handle, person, Optional.of(passwordHash));
          return true;
        });
  }

  @Override
  public void add(
      Account account, Optional<String> passwordHash, Optional<ExternalIdentity> identity) {
    transactions.run(
        handle -> {
          PeopleLock.take(handle);
          if (find(handle, "where a.name = :value", account.name()).isPresent()) {
            throw new PeopleException(
                Kind.TAKEN, "there is an account '" + account.name() + "' already");
          }
          insert(handle, account, passwordHash);
          identity.ifPresent(known -> link(handle, account.id(), known));
        });
  }

  private static void insert(Handle handle, Account account, Optional<String> passwordHash) {
    handle
        .createUpdate(
            """
            insert into account (id, kind, name, email, password, disabled, created_at)
            values (:id, :kind, :name, :email, :password, :disabled, :created)
            """)
        .bind("id", account.id().value())
        .bind("kind", account.isPerson() ? "PERSON" : "MACHINE")
        .bind("name", account.name())
        .bind("email", account.email().orElse(null))
        .bind("password", passwordHash.orElse(null))
        .bind("disabled", account.disabled())
        .bind("created", account.created())
        .execute();
    account.roles().forEach(role -> grant(handle, account.id(), role));
  }

  private static void grant(Handle handle, AccountId id, Role role) {
    handle
        .createUpdate("insert into account_role (account_id, role) values (:id, :role)")
        .bind("id", id.value())
        .bind("role", role.name())
        .execute();
  }

  @Override
  public Optional<Account> find(AccountId id) {
    return transactions.read(handle -> find(handle, "where a.id = :value", id.value()));
  }

  @Override
  public Optional<Account> named(String name) {
    return transactions.read(handle -> find(handle, "where a.name = :value", name));
  }

  private static Optional<Account> find(Handle handle, String condition, String value) {
    return handle
        .createQuery(ACCOUNT + condition)
        .bind("value", value)
        .map(JdbiAccounts::account)
        .findOne();
  }

  @Override
  public Optional<Account> linked(ExternalIdentity identity) {
    return transactions.read(handle -> linked(handle, identity));
  }

  private static Optional<Account> linked(Handle handle, ExternalIdentity identity) {
    return handle
        .createQuery(
            ACCOUNT
                + """
                join external_identity i on i.account_id = a.id
                where i.issuer = :issuer and i.subject = :subject
                """)
        .bind("issuer", identity.issuer())
        .bind("subject", identity.subject())
        .map(JdbiAccounts::account)
        .findOne();
  }

  @Override
  public List<Account> list(int limit) {
    return transactions.read(
        handle ->
            handle
                .createQuery(ACCOUNT + "order by a.name limit :limit")
                .bind("limit", limit)
                .map(JdbiAccounts::account)
                .list());
  }

  @Override
  public Optional<String> passwordHash(String name) {
    return transactions.read(
        handle ->
            handle
                .createQuery(
                    "select password from account where name = :name and password is not null")
                .bind("name", name)
                .mapTo(String.class)
                .findOne());
  }

  @Override
  public void changePassword(AccountId id, String passwordHash) {
    transactions.run(
        handle ->
            one(
                id,
                handle
                    .createUpdate("update account set password = :password where id = :id")
                    .bind("password", passwordHash)
                    .bind("id", id.value())
                    .execute()));
  }

  @Override
  public Account changeRoles(AccountId id, Set<Role> granted, Set<Role> withdrawn) {
    return transactions.call(
        handle -> {
          PeopleLock.take(handle);
          Account before = existing(handle, id);
          withdrawn.forEach(role -> withdraw(handle, id, role));
          granted.stream()
              .filter(role -> !before.roles().contains(role))
              .forEach(role -> grant(handle, id, role));
          requireAdministrator(handle);
          return existing(handle, id);
        });
  }

  private static void withdraw(Handle handle, AccountId id, Role role) {
    handle
        .createUpdate("delete from account_role where account_id = :id and role = :role")
        .bind("id", id.value())
        .bind("role", role.name())
        .execute();
  }

  @Override
  public void setDisabled(AccountId id, boolean disabled) {
    transactions.run(
        handle -> {
          PeopleLock.take(handle);
          one(
              id,
              handle
                  .createUpdate("update account set disabled = :disabled where id = :id")
                  .bind("disabled", disabled)
                  .bind("id", id.value())
                  .execute());
          requireAdministrator(handle);
        });
  }

  /** Without one, nobody could ever change an account again. */
  private static void requireAdministrator(Handle handle) {
    boolean left =
        handle
            .createQuery(
                """
                select a.id from account a join account_role r on r.account_id = a.id
                where a.kind = 'PERSON' and not a.disabled and r.role = 'ADMIN' limit 1
                """)
            .mapTo(String.class)
            .findOne()
            .isPresent();
    if (!left) {
      throw new PeopleException(
          Kind.LAST_ADMINISTRATOR, "this is the last administrator; give somebody else the role");
    }
  }

  @Override
  public void link(AccountId id, ExternalIdentity identity) {
    transactions.run(
        handle -> {
          PeopleLock.take(handle);
          existing(handle, id);
          link(handle, id, identity);
        });
  }

  private static void link(Handle handle, AccountId id, ExternalIdentity identity) {
    Optional<Account> owner = linked(handle, identity);
    if (owner.isPresent()) {
      throw new PeopleException(
          Kind.TAKEN, "that identity belongs to '%s' already".formatted(owner.get().name()));
    }
    handle
        .createUpdate(
            """
            insert into external_identity (issuer, subject, account_id)
            values (:issuer, :subject, :id)
            """)
        .bind("issuer", identity.issuer())
        .bind("subject", identity.subject())
        .bind("id", id.value())
        .execute();
  }

  private static Account existing(Handle handle, AccountId id) {
    return find(handle, "where a.id = :value", id.value()).orElseThrow(() -> unknown(id));
  }

  private static void one(AccountId id, int updated) {
    if (updated != 1) {
      throw unknown(id);
    }
  }

  private static PeopleException unknown(AccountId id) {
    return new PeopleException(Kind.UNKNOWN, "there is no account " + id);
  }

  private static Account account(RowView row) {
    var id = new AccountId(row.getColumn("id", String.class));
    String name = row.getColumn("name", String.class);
    Set<Role> roles = roles(row.getColumn("roles", String.class));
    boolean disabled = row.getColumn("disabled", Boolean.class);
    Instant created = row.getColumn("created_at", Instant.class);
    return switch (row.getColumn("kind", String.class)) {
      case "PERSON" ->
          new Person(
              id,
              name,
              Optional.ofNullable(row.getColumn("email", String.class)),
              roles,
              disabled,
              created);
      case "MACHINE" -> new Machine(id, name, roles, disabled, created);
      default -> throw new IllegalStateException("account " + id + " is of no known kind");
    };
  }

  static Set<Role> roles(String text) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    if (text != null && !text.isEmpty()) {
      Arrays.stream(text.split(",")).map(Role::valueOf).forEach(roles::add);
    }
    return roles;
  }
}
