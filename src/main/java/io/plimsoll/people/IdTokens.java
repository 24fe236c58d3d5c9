package io.plimsoll.people;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.plimsoll.people.AccessEvents.Cause;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.Set;

/**
 * Checks ID tokens as OpenID Connect Core 3.1.3.7 asks: signature by a key of the provider, issuer,
 * audience, authorized party, expiry and nonce. Only asymmetric algorithms: neither {@code none}
 * nor a secret that others share can make one.
 */
final class IdTokens {
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final OidcProvider provider;
  private final Clock clock;
  private final JWKSource<SecurityContext> keys;

  IdTokens(OidcProvider provider, OidcEndpoints endpoints, OidcHttp http, Clock clock)
      throws MalformedURLException {
    this.provider = provider;
    this.clock = clock;
    this.keys =
        JWKSourceBuilder.<SecurityContext>create(endpoints.keys().toURL(), http)
            .refreshAheadCache(false)
            .build();
  }

  /** Who it speaks of. */
  ExternalIdentity check(String token, String nonce) throws OidcException {
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
    processor.setJWTClaimsSetVerifier(claims(nonce));
    try {
      JWTClaimsSet claims = processor.process(token, null);
      requireParty(claims);
      return new ExternalIdentity(claims.getIssuer(), claims.getSubject());
    } catch (BadJOSEException | ParseException e) {
      throw new OidcException(Cause.ID_TOKEN_INVALID, "the ID token is not valid", e);
    } catch (JOSEException e) {
      throw new OidcException(Cause.PROVIDER_UNREACHABLE, "the provider's keys cannot be read", e);
    }
  }

  private DefaultJWTClaimsVerifier<SecurityContext> claims(String nonce) {
    var exact = new JWTClaimsSet.Builder().issuer(provider.issuer()).claim("nonce", nonce).build();
    return new DefaultJWTClaimsVerifier<>(
        provider.clientId(), exact, Set.of("sub", "iat", "exp", "aud")) {
      @Override
      protected Date currentTime() {
        return Date.from(clock.instant());
      }
    };
  }

  /** A token for several audiences must say that it was given to us. */
  private void requireParty(JWTClaimsSet claims) throws OidcException, ParseException {
    String party = claims.getStringClaim("azp");
    boolean ours =
        party == null ? claims.getAudience().size() == 1 : party.equals(provider.clientId());
    if (!ours) {
      throw new OidcException(Cause.ID_TOKEN_INVALID, "the ID token was given to another party");
    }
  }
}
