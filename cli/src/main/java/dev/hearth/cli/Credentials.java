package dev.hearth.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a command shows a node, and by what it knows the node.
 *
 * @param key to send, if the node asks for one
 * @param authority the certificates to trust, PEM; the system's without them
 */
record Credentials(Optional<String> key, Optional<Path> authority) {
  static final Credentials NONE = new Credentials(Optional.empty(), Optional.empty());

  void addTo(HttpRequest.Builder request) {
    key.ifPresent(each -> request.header("Authorization", "Bearer " + each));
  }

  void addTo(HttpClient.Builder client) {
    authority.ifPresent(file -> client.sslContext(context(file)));
  }

  private static SSLContext context(Path file) {
    try (InputStream pem = Files.newInputStream(file)) {
      var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int count = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("ca-" + count++, each);
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "the certificates in '%s' cannot be read: %s; --ca takes a PEM file".formatted(file, e));
    }
  }

  /** Leaves out the key. */
  @Override
  public String toString() {
    return key.isPresent() ? "a key" : "no key";
  }
}
