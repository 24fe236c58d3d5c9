package io.plimsoll.audit;

/** Keeps the private key. */
public interface SigningKeys {

  /**
   * The private half of the key that the log names.
   *
   * @throws AuditException when it is not there; naming the file and the remedy
   */
  SigningKey signingAs(VerifierKey named);
}
