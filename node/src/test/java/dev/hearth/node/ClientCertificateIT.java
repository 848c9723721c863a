package dev.hearth.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.policies.Registry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that asks callers for a certificate of an authority, beside their key. */
class ClientCertificateIT {
  private static final Pattern KEY = Pattern.compile("hk_[0-9a-f]{12}_[0-9a-f]{64}");

  @TempDir static Path directory;
  private static TestNode node;
  private static SSLContext ours;
  private static SSLContext theirs;

  @BeforeAll
  static void start() {
    TestCertificates.make(directory, "first");
    TestCertificates.authority(directory, "ours", "authority");
    // Of the same name: what counts is who signed.
    TestCertificates.authority(directory, "theirs", "authority");
    ours = TestCertificates.showing(directory, "ours", "me");
    theirs = TestCertificates.showing(directory, "theirs", "stranger");
    node = node("data");
  }

  private static TestNode node(String data) {
    String tls =
        "tls: {certificate: '%1$s/cert.pem', key: '%1$s/key.pem', client-ca: '%1$s/ours.pem', reload: 100ms}\n"
            .formatted(directory);
    return TestNode.start(
        NodeConfig.parse(tls, new Registry()).withPort(0).withData(directory.resolve(data)));
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  private static SSLSocket connect(TestNode to, SSLContext caller, String protocol)
      throws IOException {
    var socket =
        (SSLSocket)
            caller
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), to.uri().getPort());
    socket.setEnabledProtocols(new String[] {protocol});
    socket.setSoTimeout(60_000);
    socket.startHandshake();
    return socket;
  }

  /**
   * Nothing is asked: with TLS 1.3 a caller hears of it when it has said all it has to say. The
   * alert may be overtaken by the end of the connection, but no connection is left.
   */
  private static void refused(TestNode by, SSLContext caller, String protocol) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () -> {
              try (SSLSocket socket = connect(by, caller, protocol)) {
                assertThat(protocol)
                    .as("handshakes that end before the answer")
                    .isEqualTo("TLSv1.3");
                assertThat(socket.getInputStream().read())
                    .as("an end without an alert")
                    .isNotNegative();
              }
            })
        .satisfies(
            end ->
                assertThat(end)
                    .isInstanceOfAny(SSLException.class, SocketException.class)
                    .isNotInstanceOf(SocketTimeoutException.class));
  }

  private static String ask(TestNode to, SSLContext caller, String request, String key, String body)
      throws IOException {
    String authorization = key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n";
    String whole =
        "%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n%s"
            .formatted(request, body.length(), authorization, body);
    try (SSLSocket socket = connect(to, caller, "TLSv1.3")) {
      socket.getOutputStream().write(whole.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void whoShowsNoneOrAnotherAuthoritysIsRefusedInTheHandshake(String protocol) throws IOException {
    refused(node, TestCertificates.trusting(), protocol);
    refused(node, theirs, protocol);
    try (SSLSocket socket = connect(node, ours, protocol)) {
      socket.getOutputStream().write("GET /v2 HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
      assertThat(new String(socket.getInputStream().readNBytes(15), UTF_8))
          .isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void whoShowsOneStillNeedsAKey() throws IOException {
    String list = "GET /admin/v1/models";
    try (TestNode locked = node("locked")) {
      String made =
          ask(
              locked,
              ours,
              "POST /admin/v1/keys",
              "",
              "{\"name\":\"root\",\"roles\":[\"administer\"]}");
      var key = KEY.matcher(made);
      assertThat(key.find()).as(made).isTrue();
      assertThat(ask(locked, ours, list, "", "")).startsWith("HTTP/1.1 401");
      assertThat(ask(locked, ours, list, key.group(), "")).startsWith("HTTP/1.1 200");
      refused(locked, theirs, "TLSv1.3");
    }
  }

  @Test
  void aRenewedCertificateOfTheNodeStillAsksForTheirs() throws IOException {
    try (TestNode renewed = node("renewed")) {
      TestCertificates.make(directory, "second");
      TestNode.eventually("the new one is shown", () -> shown(renewed).equals("CN=second"));
      refused(renewed, TestCertificates.trusting(), "TLSv1.3");
      refused(renewed, theirs, "TLSv1.2");
      assertThat(ask(renewed, ours, "GET /v2", "", "")).startsWith("HTTP/1.1 200");

      Path file = directory.resolve("ours.pem");
      byte[] before = Files.readAllBytes(file);
      Files.copy(directory.resolve("theirs.pem"), file, StandardCopyOption.REPLACE_EXISTING);
      TestNode.eventually("the new authority counts", () -> answered(renewed, theirs));
      refused(renewed, ours, "TLSv1.3");
      Files.write(file, before);
    }
  }

  private static boolean answered(TestNode by, SSLContext caller) {
    try {
      return ask(by, caller, "GET /v2", "", "").startsWith("HTTP/1.1 200");
    } catch (IOException _) {
      return false;
    }
  }

  private static String shown(TestNode by) {
    try (SSLSocket socket = connect(by, ours, "TLSv1.3")) {
      return socket.getSession().getPeerPrincipal().getName();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
