package dev.hearth.node.security;

import dev.hearth.gateway.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps web pages of others from using a node that their reader can reach. A browser tells which
 * page a changing request comes from ({@code Origin}, {@code Sec-Fetch-Site}): a foreign one is
 * refused. Where no key is asked for, a name that a stranger's DNS made point here would make the
 * page the node's own: so only addresses, {@code localhost} and the names configured are taken.
 */
final class ForeignPages {
  private static final Logger LOG = LoggerFactory.getLogger(ForeignPages.class);
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Set<HttpMethod> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final Set<String> hosts;
  private final Set<String> origins;

  /**
   * A guard.
   *
   * @param hosts names of the node, without ports
   * @param origins of other pages that may change things, such as {@code https://ops.example}
   */
  ForeignPages(Set<String> hosts, Set<String> origins) {
    this.hosts = hosts;
    this.origins = origins;
  }

  /** Why a request must not be taken, if it must not. */
  Optional<Problem> refuse(HttpServerRequest request, boolean anonymous) {
    Optional<Problem> unreadable = unreadable(request);
    if (unreadable.isPresent()) {
      return unreadable;
    }
    HostAndPort host = request.authority();
    if (anonymous && host != null && !known(host.host())) {
      return Optional.of(
          Problem.of(
              421,
              ("this node asks for no key and so is not called '%s'; call it by its address, or add"
                      + " the name to access.hosts")
                  .formatted(host.host())));
    }
    if (READING.contains(request.method()) || function(request)) {
      return Optional.empty();
    }
    String origin = request.getHeader("Origin");
    String site = request.getHeader("Sec-Fetch-Site");
    boolean cross = "cross-site".equals(site) || "same-site".equals(site);
    if (origin == null ? cross : foreign(origin, host)) {
      return Optional.of(
          Problem.of(
              403,
              "the page of %s may not change anything here; add it to access.origins if it should"
                  .formatted(origin == null ? "another site" : "'" + origin + "'")));
    }
    return Optional.empty();
  }

  /** What is no name must not pass for none. */
  private static Optional<Problem> unreadable(HttpServerRequest request) {
    try {
      if (request.authority() != null || !request.headers().contains(HttpHeaders.HOST)) {
        return Optional.empty();
      }
    } catch (RuntimeException e) {
      LOG.debug("no host can be read from a request: {}", e.toString());
    }
    return Optional.of(Problem.of(400, "the header Host is no host, with or without a port"));
  }

  /** Functions' own addresses say themselves which pages may call them. */
  private static boolean function(HttpServerRequest request) {
    String path = request.path();
    return path != null && path.startsWith("/function-url/");
  }

  private boolean known(String text) {
    String host = text.toLowerCase(Locale.ROOT);
    return IPV4.matcher(host).matches()
        || host.startsWith("[")
        || host.indexOf(':') >= 0
        || host.equals("localhost")
        || host.endsWith(".localhost")
        || hosts.contains(host);
  }

  private boolean foreign(String origin, @Nullable HostAndPort host) {
    if (origins.contains(origin)) {
      return false;
    }
    try {
      URI page = URI.create(origin);
      return host == null
          || page.getHost() == null
          || !page.getHost().equalsIgnoreCase(host.host())
          || port(page) != port(host, page);
    } catch (IllegalArgumentException _) {
      return true;
    }
  }

  private static int port(URI page) {
    return page.getPort() >= 0 ? page.getPort() : usual(page);
  }

  private static int port(HostAndPort host, URI page) {
    return host.port() > 0 ? host.port() : usual(page);
  }

  private static int usual(URI page) {
    return "https".equalsIgnoreCase(page.getScheme()) ? 443 : 80;
  }
}
