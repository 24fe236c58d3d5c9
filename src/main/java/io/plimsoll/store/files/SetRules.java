package io.plimsoll.store.files;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Vault;
import java.util.List;
import java.util.Optional;

/** What may become of a vault's sets, whoever asks for it: the vault's own view, not the run's. */
final class SetRules {
  private final Vault vault;
  private final Guards guards;

  SetRules(Vault vault, Guards guards) {
    this.vault = vault;
    this.guards = guards;
  }

  /** Of each plan's shard the newest proven set stays, and what nothing proven has replaced. */
  void mayRemove(SetName name, boolean finished) {
    List<Finding> refusals = guards.check(GuardId.F05, () -> keepNewestProven(name));
    if (!refusals.isEmpty()) {
      throw new StoreException(refusals.get(0).text(), false, null);
    }
    if (finished && !replaced(name)) {
      mayChange(name.text(), "it is finished, and no newer proven set has taken its place");
    }
  }

  private List<Finding> keepNewestProven(SetName name) {
    Optional<String> newest =
        vault.sets().stream()
            .filter(set -> SetName.parse(set).sameLineage(name) && vault.proof(set).isPresent())
            .findFirst();
    return newest.filter(name.text()::equals).stream()
        .map(
            set ->
                Finding.blocking(
                    GuardId.F05,
                    "newest-proven-snapshot",
                    "vault " + vault.name(),
                    set + " is the newest proven snapshot of its plan's shard and stays",
                    "Make room elsewhere, or prove a newer snapshot first."))
        .toList();
  }

  private boolean replaced(SetName name) {
    return vault.sets().stream()
        .takeWhile(set -> !set.equals(name.text()))
        .anyMatch(set -> SetName.parse(set).sameLineage(name) && vault.proof(set).isPresent());
  }

  /** Refuses, because the set is finished. */
  void mayChange(String set, String why) {
    if (guards.has(GuardId.F08)) {
      throw refusal(
          Finding.blocking(
              GuardId.F08,
              "snapshot-finished",
              "vault %s set %s".formatted(vault.name(), set),
              why,
              "a finished set stays as it is; take another one beside it"));
    }
  }

  StoreException incomplete(String set, String why) {
    return refusal(
        Finding.blocking(
            GuardId.F04,
            "snapshot-incomplete",
            "vault %s set %s".formatted(vault.name(), set),
            why,
            "take it anew"));
  }

  private static StoreException refusal(Finding finding) {
    return new StoreException(finding.text(), false, null);
  }

  /** What no rule of ours can keep this process from. */
  Finding exposure(boolean owners) {
    String account = System.getProperty("user.name");
    String why;
    if (!owners) {
      why = "its file system knows no owner whose rights could be taken away";
    } else if (account.equals("root")) {
      why = "this process is root, which no mode holds back";
    } else {
      why = "account %s, which runs this, owns the files and may lift that".formatted(account);
    }
    return Finding.warning(
        GuardId.F08,
        "vault-deletable",
        "vault " + vault.name(),
        "finished sets are read-only and never overwritten by the run, but " + why,
        "keep it on storage with snapshots or a retention lock of its own, or run Plimsoll as an"
            + " account that only adds there");
  }
}
