package dev.hearth.node;

import dev.hearth.node.security.Refused;
import dev.hearth.node.security.Security;
import dev.hearth.node.security.SecurityConfig;
import dev.hearth.node.security.SecurityConfig.Connections;
import dev.hearth.node.security.SecurityConfig.Oidc;
import dev.hearth.node.security.SecurityConfig.Rate;
import dev.hearth.node.security.SecurityConfig.TenantQuota;
import dev.hearth.node.security.SecurityConfig.Tls;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads who may come in from a configuration file. */
final class SecuritySettings {
  static final List<String> KEYS =
      List.of(
          "access.hosts",
          "access.origins",
          "access.open-metrics",
          "access.anonymous",
          "oidc.issuer",
          "oidc.audience",
          "oidc.jwks",
          "oidc.algorithms",
          "oidc.roles-claim",
          "oidc.tenant-claim",
          "oidc.clock-skew",
          "tls.certificate",
          "tls.key",
          "tls.client-ca",
          "tls.reload",
          "rate.per-second",
          "rate.burst",
          "tenants.requests",
          "tenants.names",
          "connections.most",
          "connections.most-of-address",
          "connections.headers-timeout",
          "connections.body-grace",
          "connections.body-rate");

  private static final int MANY = Integer.MAX_VALUE;

  private SecuritySettings() {}

  /**
   * Opens a node's security; blocks.
   *
   * @throws ConfigurationException if the node must not start so
   */
  static Security open(NodeConfig config, Vertx vertx, WallClock wall) {
    try {
      return Security.open(config.security(), config.host(), config.data(), vertx, wall);
    } catch (Refused e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()));
    }
  }

  static SecurityConfig of(Section top) {
    Section access = top.section("access");
    return new SecurityConfig(
        oidc(top),
        tls(top),
        Set.copyOf(list(access, "hosts")),
        Set.copyOf(list(access, "origins")),
        access.flag("open-metrics").orElse(false),
        access.flag("anonymous").orElse(false),
        rate(top.section("rate")),
        quota(top.section("tenants")),
        connections(top.section("connections")));
  }

  private static List<String> list(Section section, String key) {
    return section
        .value(key)
        .map(
            yaml ->
                switch (yaml) {
                  case Yaml.Sequence list ->
                      list.items().stream().map(each -> word(key, each)).toList();
                  default -> List.of(word(key, yaml));
                })
        .orElse(List.of());
  }

  private static String word(String key, Yaml yaml) {
    if (yaml instanceof Yaml.Scalar scalar && !scalar.text().isBlank()) {
      return scalar.text();
    }
    throw new ConfigurationException(
        yaml.line(), "'" + key + "' must be a text, or a list of them");
  }

  private static Optional<Oidc> oidc(Section top) {
    if (top.value("oidc").isEmpty()) {
      return Optional.empty();
    }
    Section section = top.section("oidc");
    List<String> audience = list(section, "audience");
    if (audience.isEmpty()) {
      section.required("audience");
    }
    List<String> algorithms = list(section, "algorithms");
    for (String each : algorithms) {
      if (!Oidc.PUBLIC_ALGORITHMS.contains(each)) {
        throw new ConfigurationException(
            "oidc.algorithms: '%s' is not taken; there are %s"
                .formatted(each, String.join(", ", Oidc.PUBLIC_ALGORITHMS)));
      }
    }
    return Optional.of(
        new Oidc(
            section.required("issuer"),
            Set.copyOf(audience),
            keys(section),
            algorithms.isEmpty() ? Oidc.DEFAULT_ALGORITHMS : algorithms,
            section.text("roles-claim").orElse(Oidc.ROLES),
            section.text("tenant-claim").orElse(Oidc.TENANT),
            time(section, "clock-skew", Oidc.SKEW)));
  }

  /** Keys that come over the network unencrypted could be anybody's. */
  private static URI keys(Section section) {
    String text = section.required("jwks");
    try {
      URI uri = text.startsWith("/") ? Path.of(text).toUri() : URI.create(text);
      boolean near = "127.0.0.1".equals(uri.getHost()) || "localhost".equals(uri.getHost());
      if ("https".equals(uri.getScheme())
          || "file".equals(uri.getScheme())
          || ("http".equals(uri.getScheme()) && near)) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    throw section.wrong("jwks", "https:// or a file");
  }

  private static Optional<Tls> tls(Section top) {
    if (top.value("tls").isEmpty()) {
      return Optional.empty();
    }
    Section section = top.section("tls");
    return Optional.of(
        new Tls(
            Path.of(section.required("certificate")),
            Path.of(section.required("key")),
            section.text("client-ca").map(Path::of),
            time(section, "reload", Tls.RELOAD)));
  }

  private static Rate rate(Section section) {
    return section.checked(
        "per-second",
        () -> {
          double perSecond = section.number("per-second").orElse(Double.POSITIVE_INFINITY);
          int burst =
              Double.isInfinite(perSecond) ? MANY : (int) Math.clamp(Math.ceil(perSecond), 1, MANY);
          return new Rate(perSecond, section.count("burst", 1, MANY).orElse(burst));
        });
  }

  private static TenantQuota quota(Section section) {
    TenantQuota defaults = TenantQuota.DEFAULTS;
    return new TenantQuota(
        section.count("requests", 1, MANY).orElse(defaults.requests()),
        section.count("names", 0, MANY).orElse(defaults.names()));
  }

  private static Connections connections(Section section) {
    Connections defaults = Connections.DEFAULTS;
    return new Connections(
        section.count("most", 1, 1_000_000).orElse(defaults.most()),
        section.count("most-of-address", 1, 1_000_000).orElse(defaults.mostOfAddress()),
        time(section, "headers-timeout", defaults.headers()),
        time(section, "body-grace", defaults.bodyGrace()),
        section.bytes("body-rate").orElse(defaults.bodyBytesPerSecond()));
  }

  private static Duration time(Section section, String key, Duration otherwise) {
    return Duration.ofNanos(section.nanos(key).orElse(otherwise.toNanos()));
  }
}
