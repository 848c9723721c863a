package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.opentest4j.TestAbortedException;

/** An authority of a test's own, which signs certificates. */
final class TestAuthority {
  private static final String PASSWORD = "password";

  private final Path directory;
  private final String name;

  /** Makes one in a directory. */
  TestAuthority(Path directory, String name) throws IOException, InterruptedException {
    this.directory = directory;
    this.name = name;
    made("req -x509 -days 2 -subj /CN=%1$s -keyout %1$s.key -out %1$s.pem".formatted(name));
  }

  /** Its certificate, PEM. */
  Path certificate() {
    return directory.resolve(name + ".pem");
  }

  /** Makes a certificate for names, and a file of it with its private key, PEM. */
  Path signs(String subject, String names) throws IOException, InterruptedException {
    made(
        ("req -x509 -days 2 -CA %1$s.pem -CAkey %1$s.key -subj /CN=%2$s -keyout %2$s.key"
                + " -out %2$s.crt -addext basicConstraints=critical,CA:FALSE"
                + " -addext subjectAltName=%3$s")
            .formatted(name, subject, names));
    Path both = directory.resolve(subject + ".pem");
    Files.writeString(
        both,
        Files.readString(directory.resolve(subject + ".crt"))
            + Files.readString(directory.resolve(subject + ".key")));
    return both;
  }

  private void made(String arguments) throws IOException, InterruptedException {
    openssl(arguments + " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes");
  }

  private void openssl(String arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ", -1)));
    var builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    Process made;
    try {
      made = builder.start();
    } catch (IOException e) {
      throw new TestAbortedException("there is no openssl: " + e.getMessage());
    }
    String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(made.waitFor()).as(said).isZero();
  }

  /** What a server shows that has such a certificate and trusts those of this authority. */
  SSLContext server(Path both) throws IOException, GeneralSecurityException, InterruptedException {
    openssl(
        "pkcs12 -export -in %s -certfile %s -name it -passout pass:%s -out server.p12"
            .formatted(both, certificate(), PASSWORD));
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store("server.p12"), PASSWORD.toCharArray());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted());
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private KeyStore trusted() throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(certificate())) {
      var factory = CertificateFactory.getInstance("X.509");
      store.setCertificateEntry(name, factory.generateCertificate(in));
    }
    return store;
  }

  private KeyStore store(String file) throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(directory.resolve(file))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }
}
