package io.plimsoll.people;

import java.util.regex.Pattern;

/**
 * Names one person or machine for ever, e.g. {@code p-7Gq2…}. Approvals and the audit log hold it:
 * names and e-mail addresses change hands, an id does not.
 */
public record AccountId(String value) {
  private static final Pattern SHAPE = Pattern.compile("[pm]-[0-9A-Za-z]{16}");

  public AccountId {
    if (value == null || !SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "an account id must match %s, found '%s'".formatted(SHAPE.pattern(), value));
    }
  }

  static AccountId ofNewPerson() {
    return new AccountId("p-" + RandomText.letters(16));
  }

  static AccountId ofNewMachine() {
    return new AccountId("m-" + RandomText.letters(16));
  }

  @Override
  public String toString() {
    return value;
  }
}
