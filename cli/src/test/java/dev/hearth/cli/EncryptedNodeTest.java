package dev.hearth.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.FakeServer.Reply;
import dev.hearth.cli.FakeServer.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands against a node whose certificate is signed by an authority of its owner's. */
class EncryptedNodeTest {
  private static final String MODELS = "{\"models\":[]}";
  private static final Script NOTHING = number -> new Reply(500, "");

  @TempDir static Path directory;
  private static TestAuthority ours;
  private static Path certificate;
  private static String ca = "";

  private final Console console = new Console();

  @BeforeAll
  static void sign() throws IOException, InterruptedException {
    ours = new TestAuthority(directory, "ours");
    ca = ours.certificate().toString();
    certificate = ours.signs("node", "IP:127.0.0.1");
  }

  private static FakeServer node(boolean clients) throws Exception {
    return FakeServer.encrypted(ours.server(certificate), clients, MODELS, NOTHING);
  }

  private int list(FakeServer node, String... more) {
    String[] all = new String[3 + more.length];
    System.arraycopy(new String[] {"list", "--server", node.url()}, 0, all, 0, 3);
    System.arraycopy(more, 0, all, 3, more.length);
    return console.run(all);
  }

  @Test
  void itIsKnownByItsAuthorityAndByNothingElse() throws Exception {
    try (var node = node(false)) {
      assertThat(list(node, "--ca", ca)).as(console.complained()).isZero();
      assertThat(list(node)).isEqualTo(3);
      assertThat(console.complained())
          .contains(node.url(), "--ca FILE", "HEARTH_CA", "authority")
          .doesNotContain("Exception");
    }
  }

  @Test
  void theCertificateOfAnotherAuthorityDoesNotDo() throws Exception {
    Path other = new TestAuthority(directory, "other").certificate();
    try (var node = node(false)) {
      assertThat(list(node, "--ca", other.toString())).isEqualTo(3);
      assertThat(console.complained()).contains(other.toString(), "authority");
    }
  }

  @Test
  void aFileThatHoldsNoCertificateIsNamed() throws Exception {
    Path file = Files.writeString(directory.resolve("none.pem"), "no certificate");
    try (var node = node(false)) {
      assertThat(list(node, "--ca", file.toString())).isEqualTo(2);
      assertThat(list(node, "--ca", "/not/there.pem")).isEqualTo(2);
      assertThat(list(node, "--ca", ca, "--client-certificate", ca)).as("no key").isEqualTo(2);
      assertThat(console.complained())
          .contains(file.toString(), "/not/there.pem", "private key", "--ca takes");
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefusedWithThatName() throws Exception {
    Path elsewhere = ours.signs("elsewhere", "DNS:elsewhere.example");
    try (var node = FakeServer.encrypted(ours.server(elsewhere), false, MODELS, NOTHING)) {
      assertThat(list(node, "--ca", ca)).isEqualTo(3);
      assertThat(console.complained()).contains("for other names", "127.0.0.1");
    }
  }

  @Test
  void anAddressThatIsEncryptedOrNotAgainstWhatIsSaidGetsTheRemedy() throws Exception {
    try (var node = node(false)) {
      assertThat(console.run("list", "--server", "http://127.0.0.1:" + node.port())).isEqualTo(3);
      assertThat(console.complained()).contains("https://");
    }
    try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerOnce(plain));
      assertThat(console.run("list", "--server", "https://127.0.0.1:" + plain.getLocalPort()))
          .isEqualTo(3);
      assertThat(console.complained()).contains("it does not encrypt there; name it with http://");
    }
  }

  /** What servers of HTTP say to anything else. */
  private static void answerOnce(ServerSocket plain) {
    try (Socket caller = plain.accept()) {
      caller.getInputStream().read();
      caller.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
      caller.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aNodeThatAsksForACertificateIsShownOne() throws Exception {
    Path mine = ours.signs("me", "DNS:me");
    try (var node = node(true)) {
      assertThat(list(node, "--ca", ca, "--client-certificate", mine.toString()))
          .as(console.complained())
          .isZero();
      assertThat(list(node, "--ca", ca)).isEqualTo(3);
      assertThat(node.shown()).hasSize(1);
    }
  }

  @Test
  void benchKnowsItTheSameWayAndShowsItTheKey() throws Exception {
    String metadata = "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,2]}]}";
    Script answers = number -> new Reply(200, FakeServer.OUTPUTS);
    try (var node =
        FakeServer.encrypted(ours.server(certificate), false, metadata, answers).asking("hk_k")) {
      String[] bench = {
        "bench", "m", "--server", node.url(), "--requests", "3", "--warm-up", "0s", "--key", "hk_k"
      };
      assertThat(console.run(bench)).isEqualTo(3);
      assertThat(console.complained()).contains("--ca FILE", "authority");
      String[] trusting = java.util.Arrays.copyOf(bench, bench.length + 2);
      trusting[bench.length] = "--ca";
      trusting[bench.length + 1] = ca;
      assertThat(console.run(trusting)).as(console.complained()).isZero();
      assertThat(node.posted()).isGreaterThanOrEqualTo(3);
    }
  }
}
