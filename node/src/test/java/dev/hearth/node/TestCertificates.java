package dev.hearth.node;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Certificates for tests, and a client that trusts all of them. */
public final class TestCertificates {
  private TestCertificates() {}

  /** Makes {@code cert.pem} and {@code key.pem}, which are their own authority. */
  static void make(Path directory, String name) {
    openssl(
        List.of(
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=" + name,
            "-addext",
            "subjectAltName=IP:127.0.0.1,DNS:localhost",
            "-keyout",
            directory.resolve("key.pem").toString(),
            "-out",
            directory.resolve("cert.pem").toString()));
  }

  private static void openssl(List<String> arguments) {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(arguments);
    try {
      Process made = new ProcessBuilder(command).redirectErrorStream(true).start();
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
      context.init(null, new TrustManager[] {all}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
