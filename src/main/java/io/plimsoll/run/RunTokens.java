package io.plimsoll.run;

import io.plimsoll.common.RunId;
import io.plimsoll.common.Secret;

/** Keeps the token that lets a run's own sessions pass the fences it put up. */
public interface RunTokens {
  /** The run's token, 32 random bytes in base64url; made once, then always the same. */
  Secret tokenOf(RunId run);
}
