package io.plimsoll.people;

/** Who somebody is at an identity provider: issuer and subject together, and nothing else. */
public record ExternalIdentity(String issuer, String subject) {
  private static final int LONGEST_ISSUER = 500;

  /** As OpenID Connect Core limits it. */
  private static final int LONGEST_SUBJECT = 255;

  public ExternalIdentity {
    boolean sound =
        !issuer.isBlank()
            && issuer.length() <= LONGEST_ISSUER
            && !subject.isBlank()
            && subject.length() <= LONGEST_SUBJECT;
    if (!sound) {
      throw new PeopleException(
          PeopleException.Kind.INVALID,
          "an identity has an issuer of 1 to %d and a subject of 1 to %d characters"
              .formatted(LONGEST_ISSUER, LONGEST_SUBJECT));
    }
  }
}
