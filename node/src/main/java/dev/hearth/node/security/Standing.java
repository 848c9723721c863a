package dev.hearth.node.security;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Who would be let in, by a configuration and what a data directory holds. Nothing is made or
 * opened for it.
 *
 * @param nearby whether only this machine can reach the node
 * @param asked whether callers without a key are sent away, once there is one
 * @param issuer whether tokens are taken
 * @param encrypted whether there is a certificate
 * @param keys all that there are
 * @param good those that have not expired
 * @param file where they are kept
 */
public record Standing(
    boolean nearby,
    boolean asked,
    boolean issuer,
    boolean encrypted,
    int keys,
    int good,
    Path file) {
  /**
   * Looks.
   *
   * @throws Refused if the keys cannot be read
   */
  public static Standing of(SecurityConfig config, String host, Path data, long nowMillis) {
    Path file = data.resolve(AccessStore.FILE);
    List<Long> expiries = Files.exists(file) ? AccessStore.expiries(file) : List.of();
    long good = expiries.stream().filter(at -> at == 0 || nowMillis < at).count();
    boolean nearby = Security.loopback(host);
    return new Standing(
        nearby,
        !nearby && !config.anonymous(),
        config.oidc().isPresent(),
        config.tls().isPresent(),
        expiries.size(),
        Math.toIntExact(good),
        file);
  }
}
