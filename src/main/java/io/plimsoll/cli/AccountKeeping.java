package io.plimsoll.cli;

import io.plimsoll.common.Secret;
import io.plimsoll.people.AccountSummary;
import io.plimsoll.people.ExternalIdentity;
import io.plimsoll.people.Role;
import io.plimsoll.people.TokenSummary;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Where accounts and tokens are kept: in the control database here, or at a server. */
interface AccountKeeping extends AutoCloseable {

  AccountSummary add(NewAccount wish);

  List<AccountSummary> accounts();

  AccountSummary changeRoles(String name, Set<Role> granted, Set<Role> withdrawn);

  /**
   * @param issuer empty for the provider of the configuration
   */
  Linked link(String name, Optional<String> issuer, String subject);

  void enable(String name);

  void disable(String name);

  /**
   * @param fresh asked for once it is known that the caller may do this
   */
  void changePassword(String name, Supplier<Secret> fresh);

  Issued createToken(NewToken wish);

  List<TokenSummary> tokens();

  void revoke(String id);

  @Override
  void close();

  /**
   * @param password asked for once it is known that the caller may do this; empty for a machine,
   *     and for a person who logs in elsewhere
   */
  record NewAccount(
      String name,
      boolean machine,
      Set<Role> roles,
      Optional<String> email,
      Optional<ExternalIdentity> identity,
      Optional<Supplier<Secret>> password) {}

  record Linked(AccountSummary account, String issuer) {}

  /**
   * @param owner a machine; else the caller
   * @param scope none for all that its owner may
   */
  record NewToken(String label, Optional<String> owner, Set<Role> scope, Duration life) {}

  /**
   * @param secret shown this once
   */
  record Issued(TokenSummary token, Secret secret) {}
}
