package dev.hearth.node.security;

import dev.hearth.node.security.SecurityConfig.Tls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that a node shows. Its files are looked at from time to time; when they have
 * changed, new connections see the new one, and open ones go on.
 */
final class Certificates {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  private final Tls tls;
  private Contents shown;

  /** The contents of the files. */
  private record Contents(Buffer certificate, Buffer key, Optional<Buffer> clients) {}

  /**
   * Reads the files; blocks.
   *
   * @throws Refused if one cannot be read
   */
  Certificates(Tls tls) {
    this.tls = tls;
    try {
      shown = read();
    } catch (IOException e) {
      throw new Refused("a file of tls cannot be read: " + e);
    }
  }

  private Contents read() throws IOException {
    return new Contents(
        buffer(tls.certificate()),
        buffer(tls.key()),
        tls.clients().isPresent() ? Optional.of(buffer(tls.clients().get())) : Optional.empty());
  }

  private static Buffer buffer(Path file) throws IOException {
    return Buffer.buffer(Files.readAllBytes(file));
  }

  /** The same options, with TLS 1.2 and 1.3, and HTTP/2 for whoever asks for it. */
  HttpServerOptions addTo(HttpServerOptions options) {
    options
        .setSsl(true)
        .setUseAlpn(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setKeyCertOptions(pair(shown));
    shown
        .clients()
        .ifPresent(
            authorities ->
                options
                    .setTrustOptions(new PemTrustOptions().addCertValue(authorities))
                    .setClientAuth(ClientAuth.REQUIRED));
    return options;
  }

  private static PemKeyCertOptions pair(Contents files) {
    return new PemKeyCertOptions()
        .setCertValues(List.of(files.certificate()))
        .setKeyValues(List.of(files.key()));
  }

  /** Looks at the files again. What does not fit together is told, and what was shown stays. */
  Future<Void> reload(Vertx vertx, HttpServer server) {
    return vertx
        .executeBlocking(this::read, false)
        .compose(
            files -> {
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
        .onFailure(
            e ->
                LOG.warn(
                    "the files of tls are not taken, what was shown stays: {}", e.getMessage()))
        .mapEmpty();
  }

  private static ServerSSLOptions options(Contents files) {
    var options = new ServerSSLOptions();
    options
        .setUseAlpn(true)
        .setApplicationLayerProtocols(List.of("h2", "http/1.1"))
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setKeyCertOptions(pair(files));
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
