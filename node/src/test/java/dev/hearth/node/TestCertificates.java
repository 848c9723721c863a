package dev.hearth.node;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Certificates for tests, and a client that trusts all of them. */
public final class TestCertificates {
  private TestCertificates() {}

  private static final String EC = " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";

  /** Makes {@code cert.pem} and {@code key.pem}, which are their own authority. */
  static void make(Path directory, String name) {
    make(directory, name, 2);
  }

  /** The same, good for so many days. */
  public static void make(Path directory, String name, int days) {
    openssl(
        directory,
        "req -x509 -days %d -subj /CN=%s -keyout key.pem -out cert.pem".formatted(days, name)
            + " -addext subjectAltName=IP:127.0.0.1,DNS:localhost"
            + EC);
  }

  /** Makes an authority, {@code FILE.pem}, and returns that file. */
  static Path authority(Path directory, String file, String name) {
    openssl(
        directory,
        "req -x509 -days 2 -subj /CN=%2$s -keyout %1$s.key -out %1$s.pem".formatted(file, name)
            + EC);
    return directory.resolve(file + ".pem");
  }

  /** A client that shows a certificate which the authority of a file signs, and trusts all. */
  static SSLContext showing(Path directory, String authority, String name) {
    openssl(
        directory,
        "req -x509 -days 2 -CA %1$s.pem -CAkey %1$s.key -subj /CN=%2$s -keyout %2$s.key -out %2$s.crt"
                .formatted(authority, name)
            + " -addext basicConstraints=critical,CA:FALSE"
            + EC);
    openssl(
        directory,
        "pkcs12 -export -in %1$s.crt -inkey %1$s.key -passout pass:secret -out %1$s.p12"
            .formatted(name));
    try (InputStream in = Files.newInputStream(directory.resolve(name + ".p12"))) {
      var store = KeyStore.getInstance("PKCS12");
      store.load(in, "secret".toCharArray());
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, "secret".toCharArray());
      return context(keys.getKeyManagers());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void openssl(Path directory, String arguments) {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ", -1)));
    try {
      Process made =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assumeTrue(made.waitFor() == 0, "openssl makes no certificate: " + said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The configuration of a node with a certificate it makes for itself. */
  public static String tls(Path directory) {
    make(directory, "node");
    return "tls: {certificate: '%s', key: '%s'}\n"
        .formatted(directory.resolve("cert.pem"), directory.resolve("key.pem"));
  }

  /** Trusts all; whoever cares looks itself. */
  static SSLContext trusting() {
    return context();
  }

  private static SSLContext context(KeyManager... keys) {
    var all =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {all}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
