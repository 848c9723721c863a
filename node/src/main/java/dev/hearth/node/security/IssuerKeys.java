package dev.hearth.node.security;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.hearth.node.security.SecurityConfig.Oidc;
import java.io.IOException;
import java.net.MalformedURLException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Where an issuer's public keys are found: a file, or an address that is asked for them. */
public final class IssuerKeys {
  /** An issuer is asked at most twice in so long: for its keys, and for new ones. */
  static final Duration ASKED = Duration.ofSeconds(30);

  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 5_000;
  private static final int MAX_KEY_SET_BYTES = 1 << 20;
  private static final long FILE_MILLIS = 10_000;

  private IssuerKeys() {}

  /**
   * How many keys there are now; blocks for as long as an issuer may take.
   *
   * @throws Refused if they cannot be had
   */
  public static int count(Oidc oidc) {
    try {
      JWKSet keys =
          isFile(oidc)
              ? JWKSet.load(Path.of(oidc.keys()).toFile())
              : JWKSet.load(oidc.keys().toURL(), CONNECT_MILLIS, READ_MILLIS, MAX_KEY_SET_BYTES);
      return keys.size();
    } catch (IOException | ParseException | IllegalArgumentException e) {
      throw new Refused("'%s' is no readable JWK set: %s".formatted(place(oidc), e.getMessage()));
    }
  }

  /** The file or address as people write it. */
  private static String place(Oidc oidc) {
    return isFile(oidc) ? Path.of(oidc.keys()).toString() : oidc.keys().toString();
  }

  private static boolean isFile(Oidc oidc) {
    return "file".equals(oidc.keys().getScheme());
  }

  /**
   * Keys, which are kept for five minutes. A token that names one that is not known has them
   * fetched again.
   *
   * @param asked in how long an issuer is asked twice at most; nothing for as often as one likes
   * @throws Refused if a file of them cannot be read
   */
  static JWKSource<SecurityContext> of(Oidc oidc, LongSupplier millis, Duration asked) {
    if (isFile(oidc)) {
      return new KeyFile(Path.of(oidc.keys()), millis);
    }
    try {
      var retriever = new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_KEY_SET_BYTES);
      var source = JWKSourceBuilder.create(oidc.keys().toURL(), retriever).retrying(true);
      return (asked.isZero() ? source.rateLimited(false) : source.rateLimited(asked.toMillis()))
          .build();
    } catch (MalformedURLException | IllegalArgumentException e) {
      throw new Refused("oidc.jwks is no address: " + e.getMessage());
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
    public synchronized List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
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
