package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

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
}
