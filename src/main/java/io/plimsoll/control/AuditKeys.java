package io.plimsoll.control;

import io.plimsoll.audit.AuditException;
import io.plimsoll.audit.SigningKey;
import io.plimsoll.audit.SigningKeys;
import io.plimsoll.audit.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The signing key of the audit log, in a file that its owner alone can read. Which key is the right
 * one is for the log to say; a new one waits in a second file until the log names it.
 */
final class AuditKeys implements SigningKeys {
  private final Path current;
  private final Path next;

  AuditKeys(ControlFiles files) {
    this.current = files.auditKey(false);
    this.next = files.auditKey(true);
  }

  /** The key a log begins with; made if there is none. Only to be called alone. */
  VerifierKey first(String origin) throws IOException {
    if (!Files.exists(current)) {
      ControlFiles.write(current, SigningKey.generate(origin).fileText().stripTrailing());
    }
    return read(current).verifier();
  }

  /** A key to follow the current one, durable before anything names it. Only to be called alone. */
  SigningKey prepareNext(String origin) {
    SigningKey key = SigningKey.generate(origin);
    try {
      ControlFiles.write(next, key.fileText().stripTrailing());
    } catch (IOException e) {
      throw unusable(next, e.toString(), e);
    }
    return key;
  }

  @Override
  public SigningKey signingAs(VerifierKey named) {
    try {
      if (Files.exists(current)) {
        SigningKey key = read(current);
        if (key.verifier().equals(named)) {
          return key;
        }
      }
      return fromNext(named);
    } catch (IOException e) {
      throw unusable(current, e.toString(), e);
    }
  }

  /** A process ended after the log had named the new key, and before its file had its name. */
  private SigningKey fromNext(VerifierKey named) throws IOException {
    if (Files.exists(next)) {
      SigningKey key = read(next);
      if (key.verifier().equals(named)) {
        ControlFiles.rename(next, current);
        return key;
      }
    }
    throw unusable(
        current,
        Files.exists(current)
            ? "it holds key %s, the log names %s"
                .formatted(read(current).verifier().id(), named.id())
            : "it is missing, the log names key " + named.id(),
        null);
  }

  private static SigningKey read(Path file) throws IOException {
    ControlFiles.restrict(file, "rw-------");
    try {
      return SigningKey.parse(Files.readString(file));
    } catch (IllegalArgumentException e) {
      throw unusable(file, e.getMessage(), e);
    }
  }

  private static AuditException unusable(Path file, String problem, Exception cause) {
    return new AuditException(
        "signing key %s: %s; restore that file from the backup of the control database"
            .formatted(file, problem),
        cause);
  }
}
