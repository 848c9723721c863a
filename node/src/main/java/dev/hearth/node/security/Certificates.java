package dev.hearth.node.security;

import dev.hearth.node.security.SecurityConfig.Tls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that a node shows. Its files are looked at from time to time; when they have
 * changed, new connections see the new one, and open ones go on. Files that do not fit together, as
 * between the writing of the one and the other, change nothing.
 */
final class Certificates {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  private final Tls tls;
  private TlsFiles shown;
  private String told = "";

  /**
   * Reads the files; blocks.
   *
   * @throws Refused if they cannot be used
   */
  Certificates(Tls tls) {
    this.tls = tls;
    shown = TlsFiles.read(tls);
  }

  /** The same options, with TLS 1.2 and 1.3, and HTTP/2 for whoever asks for it. */
  HttpServerOptions addTo(HttpServerOptions options) {
    options
        .setSsl(true)
        .setUseAlpn(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setKeyCertOptions(shown.pair());
    shown
        .clients()
        .ifPresent(
            authorities ->
                options
                    .setTrustOptions(new PemTrustOptions().addCertValue(authorities))
                    .setClientAuth(ClientAuth.REQUIRED));
    return options;
  }

  /** Looks at the files again. What is wrong with them is told once, and what was shown stays. */
  Future<Void> reload(Vertx vertx, HttpServer server) {
    return vertx
        .executeBlocking(() -> TlsFiles.read(tls), false)
        .compose(
            files -> {
              told = "";
              if (files.equals(shown)) {
                return Future.succeededFuture();
              }
              return server
                  .updateSSLOptions(options(files))
                  .onSuccess(
                      _ -> {
                        shown = files;
                        LOG.info(
                            "new connections see the certificate now in {}", tls.certificate());
                      });
            })
        .onFailure(this::tell)
        .mapEmpty();
  }

  private void tell(Throwable why) {
    String text = String.valueOf(why.getMessage());
    if (!text.equals(told)) {
      told = text;
      LOG.warn("the files of tls are not taken, what was shown stays: {}", text);
    }
  }

  private static ServerSSLOptions options(TlsFiles files) {
    var options = new ServerSSLOptions();
    options
        .setUseAlpn(true)
        .setApplicationLayerProtocols(List.of("h2", "http/1.1"))
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setKeyCertOptions(files.pair());
    files
        .clients()
        .ifPresent(
            authorities -> {
              options.setTrustOptions(new PemTrustOptions().addCertValue(authorities));
              options.setClientAuth(ClientAuth.REQUIRED);
            });
    return options;
  }

  /** How often to look. */
  long millis() {
    return Math.max(100, tls.reload().toMillis());
  }
}
