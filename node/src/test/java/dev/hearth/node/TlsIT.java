package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.policies.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that encrypts, whose certificate is renewed while it runs. */
class TlsIT {
  private static final String REQUEST = "GET /v2 HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @TempDir Path directory;

  private void certificate(String name) {
    TestCertificates.make(directory, name);
  }

  private static SSLSocket connect(TestNode node) throws IOException {
    var socket =
        (SSLSocket)
            TestCertificates.trusting()
                .getSocketFactory()
                .createSocket("127.0.0.1", node.uri().getPort());
    socket.setSoTimeout(60_000);
    socket.startHandshake();
    return socket;
  }

  private static String shown(TestNode node) {
    try (SSLSocket socket = connect(node)) {
      var shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String ask(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII);
  }

  @Test
  void aRenewedCertificateIsShownAndOpenConnectionsGoOn() throws IOException {
    certificate("first");
    String tls =
        "tls: {certificate: '%s', key: '%s', reload: 100ms}\n"
            .formatted(directory.resolve("cert.pem"), directory.resolve("key.pem"));
    NodeConfig config =
        NodeConfig.parse(tls, new Registry()).withPort(0).withData(directory.resolve("data"));
    try (TestNode node = TestNode.start(config);
        SSLSocket open = connect(node)) {
      assertThat(node.uri().getScheme()).isEqualTo("https");
      assertThat(shown(node)).isEqualTo("CN=first");
      assertThat(ask(open)).isEqualTo("HTTP/1.1 200 OK");
      certificate("second");
      TestNode.eventually("the new one is shown", () -> shown(node).equals("CN=second"));
      open.getInputStream().skipNBytes(open.getInputStream().available());
      open.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      assertThat(open.getInputStream().read()).as("the open connection").isNotEqualTo(-1);
      Files.writeString(directory.resolve("cert.pem"), "no certificate");
      assertThat(shown(node)).isEqualTo("CN=second");
    }
  }

  @Test
  void http2IsSpokenWithWhoeverAsksForIt() throws IOException {
    certificate("h2");
    String tls =
        "tls: {certificate: '%s', key: '%s'}\n"
            .formatted(directory.resolve("cert.pem"), directory.resolve("key.pem"));
    NodeConfig config =
        NodeConfig.parse(tls, new Registry()).withPort(0).withData(directory.resolve("data"));
    try (TestNode node = TestNode.start(config);
        SSLSocket socket =
            (SSLSocket)
                TestCertificates.trusting()
                    .getSocketFactory()
                    .createSocket("127.0.0.1", node.uri().getPort())) {
      var parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
    }
  }

  /** As between the writing of the one file and the other. */
  @Test
  void aCertificateWithoutItsKeyIsNotShown() throws IOException {
    certificate("first");
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    TestCertificates.make(elsewhere, "second");
    String tls =
        "tls: {certificate: '%s', key: '%s', reload: 100ms}\n"
            .formatted(directory.resolve("cert.pem"), directory.resolve("key.pem"));
    NodeConfig config =
        NodeConfig.parse(tls, new Registry()).withPort(0).withData(directory.resolve("data"));
    try (var log = new Capture();
        TestNode node = TestNode.start(config)) {
      Files.copy(
          elsewhere.resolve("cert.pem"),
          directory.resolve("cert.pem"),
          StandardCopyOption.REPLACE_EXISTING);
      TestNode.eventually("it is told", () -> log.said("is not the key of the certificate"));
      assertThat(shown(node)).isEqualTo("CN=first");
      Files.copy(
          elsewhere.resolve("key.pem"),
          directory.resolve("key.pem"),
          StandardCopyOption.REPLACE_EXISTING);
      TestNode.eventually("the new one is shown", () -> shown(node).equals("CN=second"));
    }
    Files.copy(
        elsewhere.resolve("cert.pem"),
        elsewhere.resolve("key.pem"),
        StandardCopyOption.REPLACE_EXISTING);
    var mistaken =
        NodeConfig.parse(tls.replace(directory + "/", elsewhere + "/"), new Registry())
            .withPort(0)
            .withData(directory.resolve("other"));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> Node.start(mistaken))
        .withMessageContaining(elsewhere.resolve("key.pem").toString());
  }

  /** What the node logs while it is open. */
  private static final class Capture extends Handler implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = Logger.getLogger("");

    Capture() {
      root.addHandler(this);
    }

    boolean said(String text) {
      return lines.stream().anyMatch(line -> line.contains(text));
    }

    @Override
    public void publish(LogRecord record) {
      lines.add(new SimpleFormatter().formatMessage(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      root.removeHandler(this);
    }
  }
}
