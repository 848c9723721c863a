package dev.hearth.inference;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.http.HttpHost;
import org.apache.http.client.config.CookieSpecs;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.config.ConnectionConfig;
import org.apache.http.config.MessageConstraints;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;

/**
 * An HTTP client that connects only where it may: each name is looked up once for a connection,
 * what comes of it is judged, and those very addresses are connected to, so that a name whose
 * address changes from one moment to the next gains nothing. Redirects are not followed. Where
 * Java's settings name a proxy, that connects; what a name is here is judged all the same.
 */
final class GuardedClient implements AutoCloseable {
  private static final int MAX_LINE = 16 << 10;
  private static final int MAX_HEADERS = 100;

  private final DownloadConfig config;
  private final Lookup lookup;
  private final CloseableHttpClient client;

  /** What addresses a name has. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] of(String host) throws UnknownHostException;
  }

  GuardedClient(DownloadConfig config) {
    this(config, InetAddress::getAllByName);
  }

  GuardedClient(DownloadConfig config, Lookup lookup) {
    this.config = config;
    this.lookup = lookup;
    client =
        HttpClients.custom()
            .setDnsResolver(this::resolve)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setMessageConstraints(
                        MessageConstraints.custom()
                            .setMaxLineLength(MAX_LINE)
                            .setMaxHeaderCount(MAX_HEADERS)
                            .build())
                    .build())
            .setUserAgent("Hearth")
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableContentCompression()
            .disableCookieManagement()
            .disableAuthCaching()
            .build();
  }

  /** The addresses of a host that may be connected to: all of them, or none. */
  private InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = lookup.of(host);
    for (InetAddress address : addresses) {
      Optional<String> refusal = config.reach().refusal(bare(host), address);
      if (refusal.isPresent()) {
        throw new ForbiddenAddress(refusal.get());
      }
    }
    return addresses;
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /**
   * Sends a request; the answer is to be closed.
   *
   * @throws ForbiddenAddress if it would lead where it may not
   */
  CloseableHttpResponse send(RequestBuilder request) throws IOException {
    URI uri = request.getUri();
    RequestConfig.Builder options =
        RequestConfig.custom()
            .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()))
            .setSocketTimeout(Math.toIntExact(config.idleTimeout().toMillis()))
            .setCookieSpec(CookieSpecs.IGNORE_COOKIES)
            .setNormalizeUri(false);
    Optional<HttpHost> proxy = proxy(uri);
    if (proxy.isPresent()) {
      judge(uri);
      options.setProxy(proxy.get());
    }
    return client.execute(request.setConfig(options.build()).build());
  }

  /** A name that only the proxy knows is the proxy's business. */
  private void judge(URI uri) throws ForbiddenAddress {
    try {
      resolve(uri.getHost());
    } catch (ForbiddenAddress e) {
      throw e;
    } catch (UnknownHostException _) {
      // Not known here.
    }
  }

  private static Optional<HttpHost> proxy(URI uri) throws UnknownHostException {
    ProxySelector selector = ProxySelector.getDefault();
    if (selector == null) {
      return Optional.empty();
    }
    for (Proxy each : selector.select(uri)) {
      if (each.type() == Proxy.Type.HTTP && each.address() instanceof InetSocketAddress address) {
        InetAddress where = InetAddress.getByName(address.getHostString());
        return Optional.of(new HttpHost(where, address.getHostString(), address.getPort(), "http"));
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException _) {
      // Its connections are not wanted any more.
    }
  }

  /** A host whose address may not be connected to. */
  static final class ForbiddenAddress extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddress(String message) {
      super(message);
    }
  }
}
