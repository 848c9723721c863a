package dev.hearth.node.security;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a node is told of who may come in.
 *
 * @param oidc whose tokens are taken
 * @param tls the certificate to show; without one nothing is encrypted
 * @param hosts other names by which an anonymous node may be called
 * @param origins other web pages that may change things
 * @param openMetrics whether metrics may be read without a key
 * @param anonymous whether everybody is let in, whatever the address
 * @param rate of each caller
 * @param quota of each tenant
 * @param connections their limits
 */
public record SecurityConfig(
    Optional<Oidc> oidc,
    Optional<Tls> tls,
    Set<String> hosts,
    Set<String> origins,
    boolean openMetrics,
    boolean anonymous,
    Rate rate,
    TenantQuota quota,
    Connections connections) {
  /** Loopback only, anonymous, not encrypted. */
  public static final SecurityConfig DEFAULTS =
      new SecurityConfig(
          Optional.empty(),
          Optional.empty(),
          Set.of(),
          Set.of(),
          false,
          false,
          Rate.UNLIMITED,
          TenantQuota.DEFAULTS,
          Connections.DEFAULTS);

  public SecurityConfig {
    hosts = Set.copyOf(hosts);
    origins = Set.copyOf(origins);
  }

  /** The same, with everybody let in. */
  public SecurityConfig withAnonymous() {
    return new SecurityConfig(
        oidc, tls, hosts, origins, openMetrics, true, rate, quota, connections);
  }

  /**
   * An issuer of tokens.
   *
   * @param issuer as it stands in {@code iss}
   * @param audience one of which stands in {@code aud}
   * @param keys its public keys, a JWK set: {@code https://} or {@code file:}
   * @param algorithms of signatures that are taken
   * @param rolesClaim with roles, a list or words between spaces; dots go below
   * @param tenantClaim with the tenant; without it in a token it is the default one
   * @param skew how far clocks may differ
   */
  public record Oidc(
      String issuer,
      Set<String> audience,
      URI keys,
      List<String> algorithms,
      String rolesClaim,
      String tenantClaim,
      Duration skew) {
    /** The algorithms that may be asked for: all with a public key. */
    public static final List<String> PUBLIC_ALGORITHMS =
        List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    /** Those taken unless told otherwise. */
    public static final List<String> DEFAULT_ALGORITHMS = List.of("RS256", "ES256");

    public static final String ROLES = "roles";
    public static final String TENANT = "tenant";
    public static final Duration SKEW = Duration.ofSeconds(60);

    public Oidc {
      audience = Set.copyOf(audience);
      algorithms = List.copyOf(algorithms);
    }
  }

  /**
   * A certificate.
   *
   * @param certificate the chain, PEM
   * @param key its private key, PEM
   * @param clients the authorities that sign callers' certificates, PEM; callers need one then
   * @param reload how often the files are looked at
   */
  public record Tls(Path certificate, Path key, Optional<Path> clients, Duration reload) {
    public static final Duration RELOAD = Duration.ofSeconds(10);
  }

  /**
   * A bucket of tokens.
   *
   * @param perSecond that come in
   * @param burst that it holds
   */
  public record Rate(double perSecond, int burst) {
    public static final Rate UNLIMITED = new Rate(Double.POSITIVE_INFINITY, Integer.MAX_VALUE);

    public Rate {
      if (!(perSecond > 0) || burst < 1) {
        throw new IllegalArgumentException("a rate is positive, and its burst at least 1");
      }
    }

    boolean unlimited() {
      return Double.isInfinite(perSecond);
    }
  }

  /**
   * What each tenant may hold.
   *
   * @param requests unanswered ones
   * @param names of models, functions and the rest, of each kind
   */
  public record TenantQuota(int requests, int names) {
    public static final TenantQuota DEFAULTS = new TenantQuota(Integer.MAX_VALUE, 1_000);
  }

  /**
   * Limits of connections.
   *
   * @param most open at once
   * @param mostOfAddress the same, of one address
   * @param headers how long a request's headers may take to arrive
   * @param bodyGrace how long a body may take to arrive, whatever its size
   * @param bodyBytesPerSecond how fast it must be after that
   */
  public record Connections(
      int most, int mostOfAddress, Duration headers, Duration bodyGrace, long bodyBytesPerSecond) {
    public static final Connections DEFAULTS =
        new Connections(20_000, 20_000, Duration.ofSeconds(10), Duration.ofSeconds(30), 1_024);
  }
}
