package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import dev.hearth.policies.Registry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DoctorTest {
  @TempDir Path directory;

  private record Ended(int status, JsonNode said) {
    /** Level and text of what was found about something. */
    String of(String check) {
      return said.path("findings")
          .valueStream()
          .filter(each -> each.path("check").asString().equals(check))
          .map(each -> each.path("level").asString() + " " + each.path("text").asString())
          .reduce("", (before, each) -> before + each + "\n");
    }
  }

  private Ended run(String... options) {
    var line = new CommandLine(new Doctor());
    var out = new StringWriter();
    line.setOut(new PrintWriter(out));
    List<String> all = new ArrayList<>(List.of("--json", "--port", "0"));
    if (!Arrays.asList(options).contains("--data")) {
      all.addAll(List.of("--data", directory.resolve("data").toString()));
    }
    all.addAll(List.of(options));
    line.setOverwrittenOptionsAllowed(true);
    int status = line.execute(all.toArray(String[]::new));
    return new Ended(status, JsonMapper.shared().readTree(out.toString()));
  }

  @Test
  void saysThatANodeCanRunHereAndLeavesNothingBehind() {
    var ended = run();

    assertThat(ended.status()).isZero();
    assertThat(ended.said().path("canRun").asBoolean()).isTrue();
    assertThat(ended.of("java")).startsWith("FINE").contains("Java 25");
    assertThat(ended.of("address")).startsWith("FINE");
    assertThat(ended.of("sandbox wasm")).startsWith("FINE");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void findsAWrongConfigurationWithItsLine() throws IOException {
    Path file = Files.writeString(directory.resolve("node.yaml"), "port: 8080\nhots: 127.0.0.1\n");

    var ended = run("--config", file.toString());

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.of("configuration")).startsWith("FAILURE").contains("hots", "host", "2");
  }

  @Test
  void findsASecretThatIsNotThereAndNeverShowsOne() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("node.yaml"), "credentials: {AKIDTEAM: 'env:NO_SUCH_SECRET_HERE'}\n");

    var ended = run("--config", file.toString());

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.of("credentials")).startsWith("FAILURE").contains("NO_SUCH_SECRET_HERE");
  }

  @Test
  void findsAnAddressThatIsTaken() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var ended = run("--port", Integer.toString(taken.getLocalPort()));

      assertThat(ended.status()).isZero();
      assertThat(ended.of("address")).startsWith("WARNING").contains("" + taken.getLocalPort());
    }
  }

  @Test
  void findsDataThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");

    var ended = run("--data", file.resolve("below").toString());

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.of("data")).startsWith("FAILURE").contains("--data");
  }

  @Test
  void findsModelsThatAreNoGoodAndCountsTheOthers() throws IOException {
    Path models = Files.createDirectory(directory.resolve("models"));
    Files.writeString(models.resolve("good.yaml"), "kind: Model\nname: good\nfrom: file:/g.onnx\n");
    Files.writeString(models.resolve("bad.yaml"), "kind: Model\nname: bad\nform: file:/b.onnx\n");

    var ended = run("--models", models.toString());

    assertThat(ended.status()).isZero();
    assertThat(ended.of("models"))
        .contains("FINE 1 understood")
        .contains("WARNING bad.yaml")
        .contains("form");
  }

  private String port(TestNode node) {
    return Integer.toString(node.uri().getPort());
  }

  @Test
  void saysThatItsOwnNodeAnswersThereAndWhoGetsIn() {
    Path data = directory.resolve("data");
    try (TestNode node = TestNode.start(data)) {
      var open = run("--port", port(node));
      assertThat(open.status()).isZero();
      assertThat(open.of("address")).startsWith("FINE a Hearth node").contains(port(node));
      assertThat(open.of("callers")).startsWith("NOTE").contains("hearth keys create");

      String key = "{\"name\":\"root\",\"roles\":[\"administer\"]}";
      assertThat(node.send("POST", "/admin/v1/keys", key).join().statusCode()).isEqualTo(201);
      assertThat(run("--port", port(node)).of("callers")).startsWith("FINE").contains("1 key");
      assertThat(DataDirectory.held(data)).as("the lock that was looked at").isTrue();
    }
    assertThat(DataDirectory.held(data)).isFalse();
  }

  @Test
  void tellsItsOwnNodeFromAnother() {
    Path other = directory.resolve("other");
    try (TestNode node = TestNode.start(other)) {
      assertThat(run("--port", port(node)).of("address"))
          .startsWith("NOTE a Hearth node")
          .contains("another data directory");
      assertThat(run("--data", other.toString()).of("address"))
          .startsWith("WARNING")
          .contains(other.toString(), "--data");
    }
  }

  @Test
  void looksAtTheFilesOfTlsAndKnowsANodeBehindThem() throws IOException {
    String tls = TestCertificates.tls(directory);
    Path file = Files.writeString(directory.resolve("node.yaml"), tls);
    NodeConfig config =
        NodeConfig.parse(tls, new Registry()).withPort(0).withData(directory.resolve("data"));
    try (TestNode node = TestNode.start(config)) {
      var ended = run("--config", file.toString(), "--port", port(node));
      assertThat(ended.of("address")).startsWith("FINE a Hearth node");
      assertThat(ended.of("tls")).startsWith("WARNING").contains("CN=node", "expires");
      assertThat(ended.status()).isZero();
    }
    Files.delete(directory.resolve("key.pem"));
    var ended = run("--config", file.toString());
    assertThat(ended.of("tls")).startsWith("FAILURE").contains("key.pem");
    assertThat(ended.status()).isEqualTo(1);
  }

  @Test
  void warnsOfANodeThatOthersCanReach() {
    var asked = run("--host", "0.0.0.0");
    assertThat(asked.of("callers")).startsWith("WARNING").contains("first-key");
    assertThat(asked.of("tls")).startsWith("WARNING").contains("unencrypted");
    assertThat(asked.status()).isZero();
    assertThat(run("--host", "0.0.0.0", "--insecure-anonymous").of("callers"))
        .startsWith("WARNING")
        .contains("everybody");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void asksAnIssuerForItsKeys() throws IOException, JOSEException {
    try (var issuer = new FakeIssuer()) {
      Path file = Files.writeString(directory.resolve("node.yaml"), issuer.configuration());
      issuer.publish(FakeIssuer.key("k1").toPublicJWK());
      assertThat(run("--config", file.toString()).of("issuer")).startsWith("FINE 1 public key");
      issuer.publish("<html>");
      assertThat(run("--config", file.toString()).of("issuer"))
          .startsWith("WARNING")
          .contains(issuer.address().toString());
    }
  }
}
