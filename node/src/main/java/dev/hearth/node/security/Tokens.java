package dev.hearth.node.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Role;
import dev.hearth.node.security.SecurityConfig.Oidc;
import java.io.IOException;
import java.net.MalformedURLException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks the JWTs of an OpenID Connect issuer: signature by one of its keys in one of the pinned
 * algorithms, issuer, audience, times. Blocks where keys are fetched; safe on any thread.
 */
final class Tokens {
  static final int MAX_CHARACTERS = 16_384;
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 5_000;
  private static final int MAX_KEY_SET_BYTES = 1 << 20;
  private static final long FILE_MILLIS = 10_000;

  private final Oidc oidc;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /** Somebody, until a time in milliseconds since 1970. */
  record Known(Caller caller, long untilMillis) {}

  /**
   * A check.
   *
   * @param millis the time, since 1970
   */
  Tokens(Oidc oidc, LongSupplier millis) {
    this.oidc = oidc;
    Set<JWSAlgorithm> algorithms =
        oidc.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys(oidc, millis)));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    var claims = new Claims(oidc, millis);
    claims.setMaxClockSkew(Math.toIntExact(oidc.skew().toSeconds()));
    processor.setJWTClaimsSetVerifier(claims);
  }

  private static JWKSource<SecurityContext> keys(Oidc oidc, LongSupplier millis) {
    if ("file".equals(oidc.keys().getScheme())) {
      return new KeyFile(Path.of(oidc.keys()), millis);
    }
    try {
      var retriever = new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_KEY_SET_BYTES);
      return JWKSourceBuilder.create(oidc.keys().toURL(), retriever).retrying(true).build();
    } catch (MalformedURLException e) {
      throw new Refused("oidc.jwks is no address: " + e.getMessage());
    }
  }

  /**
   * Who shows a token.
   *
   * @throws Problem with status 401 if it is not good
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
    } catch (JOSEException _) {
      throw Problem.passing(
          503,
          "the keys of the issuer '%s' cannot be had".formatted(oidc.issuer()),
          1_000_000_000L);
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

  /** Keys in a file, which is read again from time to time. */
  private static final class KeyFile implements JWKSource<SecurityContext> {
    private final Path file;
    private final LongSupplier millis;
    private @Nullable JWKSet keys;
    private long readAt;

    KeyFile(Path file, LongSupplier millis) {
      this.file = file;
      this.millis = millis;
      try {
        keys = JWKSet.load(file.toFile());
        readAt = millis.getAsLong();
      } catch (IOException | ParseException e) {
        throw new Refused(
            "oidc.jwks: '%s' is no readable JWK set: %s".formatted(file, e.getMessage()));
      }
    }

    @Override
    public synchronized List<com.nimbusds.jose.jwk.JWK> get(
        com.nimbusds.jose.jwk.JWKSelector selector, @Nullable SecurityContext context) {
      long now = millis.getAsLong();
      if (now - readAt >= FILE_MILLIS || now < readAt) {
        readAt = now;
        try {
          keys = JWKSet.load(file.toFile());
        } catch (IOException | ParseException _) {
          // The keys known before stay good while a file is being replaced.
        }
      }
      return keys == null ? List.of() : selector.select(keys);
    }
  }
}
