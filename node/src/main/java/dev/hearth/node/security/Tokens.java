package dev.hearth.node.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Role;
import dev.hearth.node.security.SecurityConfig.Oidc;
import java.text.ParseException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the JWTs of an OpenID Connect issuer: signature by one of its keys in one of the pinned
 * algorithms, issuer, audience, times. Blocks where keys are fetched; safe on any thread.
 */
final class Tokens {
  static final int MAX_CHARACTERS = 16_384;
  private static final long SOON_NANOS = 1_000_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

  private final Oidc oidc;
  private final Duration asked;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /** Somebody, until a time in milliseconds since 1970. */
  record Known(Caller caller, long untilMillis) {}

  /**
   * A check.
   *
   * @param millis the time, since 1970
   */
  Tokens(Oidc oidc, LongSupplier millis) {
    this(oidc, millis, IssuerKeys.ASKED);
  }

  /**
   * A check.
   *
   * @param asked in how long an issuer is asked twice at most
   */
  Tokens(Oidc oidc, LongSupplier millis, Duration asked) {
    this.oidc = oidc;
    this.asked = asked;
    Set<JWSAlgorithm> algorithms =
        oidc.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(algorithms, IssuerKeys.of(oidc, millis, asked)));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    var claims = new Claims(oidc, millis);
    claims.setMaxClockSkew(Math.toIntExact(oidc.skew().toSeconds()));
    processor.setJWTClaimsSetVerifier(claims);
  }

  /**
   * Who shows a token.
   *
   * @throws Problem with status 401 if it is not good, 503 if that cannot be known now
   */
  Known verify(String token) {
    if (token.length() > MAX_CHARACTERS) {
      throw denied("it is longer than " + MAX_CHARACTERS + " characters");
    }
    try {
      JWTClaimsSet claims = processor.process(token, null);
      return new Known(caller(claims), claims.getExpirationTime().toInstant().toEpochMilli());
    } catch (ParseException _) {
      throw denied("it is neither a key nor a JWT");
    } catch (BadJOSEException e) {
      throw denied(String.valueOf(e.getMessage()));
    } catch (RateLimitReachedException _) {
      throw Problem.passing(
          503,
          ("the bearer token cannot be checked now: its key is none of the issuer '%s' that is"
                  + " known here, and it was asked for its keys just now")
              .formatted(oidc.issuer()),
          asked.toNanos());
    } catch (KeySourceException e) {
      LOG.warn("the keys of the issuer '{}' cannot be had: {}", oidc.issuer(), e.getMessage());
      throw Problem.passing(
          503,
          "the bearer token cannot be checked now: the keys of the issuer '%s' cannot be had"
              .formatted(oidc.issuer()),
          SOON_NANOS);
    } catch (JOSEException e) {
      throw denied("its signature cannot be checked: " + e.getMessage());
    }
  }

  private static Problem denied(String why) {
    return Problem.of(401, "the bearer token is not taken: " + why);
  }

  private Caller caller(JWTClaimsSet claims) {
    Object tenant = at(claims, oidc.tenantClaim());
    try {
      return new Caller(
          claims.getSubject(),
          tenant == null ? Caller.DEFAULT_TENANT : tenant.toString(),
          roles(at(claims, oidc.rolesClaim())));
    } catch (IllegalArgumentException e) {
      throw denied("its claim '%s' is no tenant: %s".formatted(oidc.tenantClaim(), e.getMessage()));
    }
  }

  /** A claim, or one below another with dots between. */
  private static @Nullable Object at(JWTClaimsSet claims, String path) {
    Object whole = claims.getClaim(path);
    if (whole != null) {
      return whole;
    }
    Object value = claims.getClaims();
    for (String name : path.split("\\.", -1)) {
      value = value instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return value;
  }

  /** Words that are no role of Hearth's are somebody else's. */
  private static Set<Role> roles(@Nullable Object claim) {
    Stream<String> words =
        switch (claim) {
          case Collection<?> list -> list.stream().map(String::valueOf);
          case String text -> Arrays.stream(text.split("[ ,]+"));
          case null, default -> Stream.empty();
        };
    Set<Role> roles = EnumSet.noneOf(Role.class);
    words
        .map(word -> word.startsWith("hearth:") ? word.substring("hearth:".length()) : word)
        .forEach(word -> Role.of(word).ifPresent(roles::add));
    return roles;
  }

  /** What must stand in a token. */
  private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
    private final LongSupplier millis;

    Claims(Oidc oidc, LongSupplier millis) {
      super(
          oidc.audience(),
          new JWTClaimsSet.Builder().issuer(oidc.issuer()).build(),
          Set.of("sub", "exp"),
          Set.of());
      this.millis = millis;
    }

    @Override
    protected Date currentTime() {
      return Date.from(java.time.Instant.ofEpochMilli(millis.getAsLong()));
    }
  }
}
