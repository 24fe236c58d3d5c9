package io.plimsoll.sidekick;

import java.util.Map;
import java.util.Optional;

/** All the service says about an account at one moment. */
record Answer(Optional<AccountEntry> account, Map<Entry.Id, Entry> records) {
  long epoch() {
    return account.map(AccountEntry::epoch).orElse(0L);
  }
}
