package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailure;
import java.net.URI;
import java.util.Set;

/**
 * The server that is driven.
 *
 * @param prefix path before the protocol's own, without a slash at its end
 */
record Target(URI uri, String host, int port, boolean tls, String prefix) {
  private static final Set<String> PLAIN = Set.of("http", "grpc");
  private static final Set<String> ENCRYPTED = Set.of("https", "grpcs");

  /** An address like {@code http://127.0.0.1:8080}; {@code grpc:} and {@code grpcs:} do as well. */
  static Target of(String text) {
    try {
      URI uri = URI.create(text);
      String scheme = uri.getScheme();
      if (uri.getHost() != null && (PLAIN.contains(scheme) || ENCRYPTED.contains(scheme))) {
        boolean tls = ENCRYPTED.contains(scheme);
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        return new Target(uri, host, port, tls, uri.getRawPath().replaceAll("/+$", ""));
      }
    } catch (IllegalArgumentException _) {
      // Said below, as for any other text that is no such address.
    }
    throw new CommandFailure(
        CommandFailure.USAGE,
        "the target '%s' is not an address like http://127.0.0.1:8080".formatted(text));
  }

  String authority() {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return name + ":" + port;
  }

  /** Whether both are one socket, and both encrypted or not. */
  boolean isAt(Target other) {
    return authority().equals(other.authority()) && tls == other.tls;
  }
}
