package dev.hearth.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jars as they are delivered: a node in a process of its own, and commands in theirs. */
class CommandsIT {
  private static final int MINUTES = 3;

  @TempDir static Path directory;
  private static DeliveredNode node;

  private record Ended(int code, String out, String err) {}

  @BeforeAll
  static void start() throws Exception {
    node = DeliveredNode.start(directory);
    Path model = directory.resolve("sum.onnx");
    Files.write(model, TinyModel.arithmetic(2).bytes());
    Path manifest = directory.resolve("sum.yaml");
    Files.writeString(manifest, "kind: Model\nname: sum\nfrom: file:" + model + "\n");
    assertThat(command("deploy", manifest.toString()))
        .satisfies(deployed -> assertThat(deployed.code()).as(deployed.err()).isZero());
  }

  @AfterAll
  static void stop() throws Exception {
    node.stop();
  }

  private static Ended command(String... arguments) throws IOException, InterruptedException {
    var builder = DeliveredNode.java(directory, "dev.hearth.cli.Main", arguments);
    builder.environment().put("HEARTH_SERVER", node.server());
    return ended(builder);
  }

  private static Ended laboratory(String... arguments) throws IOException, InterruptedException {
    return ended(DeliveredNode.java(directory, "dev.hearth.simulator.Main", arguments));
  }

  private static Ended ended(ProcessBuilder builder) throws IOException, InterruptedException {
    Path out = Files.createTempFile(directory, "out", "");
    Path err = Files.createTempFile(directory, "err", "");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http-json", "http-binary", "grpc"})
  void benchMeasuresANode(String protocol) throws Exception {
    var ended =
        command(
            ("bench sum -p %s --shape a=1x2 --shape b=1x2 --range 0:1 -c 2,4 -d 500ms"
                    + " --warm-up 100ms --check --output json")
                .formatted(protocol)
                .split(" "));

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains("\"requestsPerSecond\"")
        .doesNotContain("\"requestsPerSecond\":0.0");
  }

  @Test
  void benchIsRefusedByAModelThatIsNotThere() throws Exception {
    var ended = command("bench", "absent", "-c", "1", "-d", "100ms");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("absent");
  }

  @Test
  void topShowsWhatIsServed() throws Exception {
    assertThat(command("top", "--once"))
        .satisfies(ended -> assertThat(ended.code()).as(ended.err()).isZero())
        .satisfies(ended -> assertThat(ended.out()).contains("sum"));
  }

  @Test
  void logsOfAModelTellWhatBecameOfIt() throws Exception {
    var logs = command("logs", "sum");
    assertThat(logs.code()).as(logs.err()).isZero();
    assertThat(logs.out()).contains("served: version 1 with 100 %");
  }

  @Test
  void listShowsWhatIsServed() throws Exception {
    assertThat(command("list").out()).contains("sum");
  }

  @Test
  void simulateComparesPolicies() throws Exception {
    Path out = directory.resolve("compared");

    var ended =
        laboratory(
            ("simulate --generate poisson:rate=1,hours=1 --policies fixed:keep-alive=1m --seeds 2"
                    + " --out "
                    + out)
                .split(" "));

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("fixed:keep-alive=1m", "fixed:keep-alive=10m", "no-cache");
    assertThat(out.resolve("results.csv")).isNotEmptyFile();
    assertThat(out.resolve("report.html")).content().contains("Mike Bostock", "</html>");
  }

  @Test
  void policiesAreListedAndExplained() throws Exception {
    assertThat(laboratory("policies").out()).contains("instainfer", "InstaInfer, SoCC 2024");
    assertThat(laboratory("policies", "fixed").out()).contains("keep-alive", "30s");
  }
}
