package io.plimsoll.sidekick;

import java.util.ArrayList;
import java.util.List;

/**
 * The account as a phone reads it. In its settings stands the client epoch, which every taking over
 * raises; a service that answers with a lower one was set back.
 */
record AccountEntry(long account, List<String> values) {
  /** The longest key of the settings, so jsonb prints it last. */
  private static final String EPOCH = "\"client_epoch\": ";

  private static final int SETTINGS = Table.ACCOUNTS.columns().indexOf("settings");

  static AccountEntry read(CopyRow row) {
    var values = new ArrayList<String>();
    for (int i = 0; i < Table.ACCOUNTS.columns().size(); i++) {
      values.add(row.value(i));
    }
    return new AccountEntry(row.longValue(Table.OWNER), values);
  }

  long epoch() {
    String settings = settings();
    int at = settings.lastIndexOf(EPOCH);
    String digits = at < 0 ? "" : settings.substring(at + EPOCH.length(), settings.length() - 1);
    return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : 0;
  }

  AccountEntry withEpoch(long epoch) {
    String settings = settings();
    String before =
        epoch() > 0
            ? settings.substring(0, settings.lastIndexOf(EPOCH))
            : settings.equals("{}") ? "{" : settings.substring(0, settings.length() - 1) + ", ";
    var changed = new ArrayList<>(values);
    changed.set(SETTINGS, before + EPOCH + epoch + "}");
    return new AccountEntry(account, changed);
  }

  String settings() {
    return values.get(SETTINGS);
  }

  /** Of the whole row but its key, as the audit will read it. */
  long digest() {
    var row = new CopyRow();
    values.forEach(row::text);
    row.close();
    return RowDigest.of(row, 1);
  }
}
