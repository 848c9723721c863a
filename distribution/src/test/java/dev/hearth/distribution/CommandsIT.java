package dev.hearth.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.TinyModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jars as they are delivered: a node in a process of its own, and commands in theirs. */
class CommandsIT {
  private static final Path JARS = Path.of("target", "hearth", "lib").toAbsolutePath();
  private static final String READY = "Hearth is ready on ";
  private static final int MINUTES = 3;

  @TempDir static Path directory;
  private static Process node;
  private static String server;

  private record Ended(int code, String out, String err) {}

  @BeforeAll
  static void start() throws Exception {
    node =
        java("dev.hearth.node.Main", "up", "--port", "0", "--data", directory + "/data")
            .redirectError(directory.resolve("node.err").toFile())
            .start();
    server = CompletableFuture.supplyAsync(CommandsIT::address).get(MINUTES, TimeUnit.MINUTES);
    Path model = directory.resolve("sum.onnx");
    Files.write(model, TinyModel.arithmetic(2).bytes());
    Path manifest = directory.resolve("sum.yaml");
    Files.writeString(manifest, "kind: Model\nname: sum\nfrom: file:" + model + "\n");
    assertThat(command("deploy", manifest.toString()))
        .satisfies(deployed -> assertThat(deployed.code()).as(deployed.err()).isZero());
  }

  @AfterAll
  static void stop() throws InterruptedException {
    node.destroy();
    boolean ended = node.waitFor(MINUTES, TimeUnit.MINUTES);
    node.destroyForcibly();
    assertThat(ended).isTrue();
    assertThat(node.exitValue()).isZero();
  }

  /** What it prints after its address is left unread: it is little. */
  private static String address() {
    BufferedReader lines = node.inputReader(StandardCharsets.UTF_8);
    return lines
        .lines()
        .filter(line -> line.startsWith(READY))
        .map(line -> line.substring(READY.length()).split(" ", 2)[0])
        .findFirst()
        .orElseThrow(() -> new AssertionError("the node ended before it was ready"));
  }

  private static ProcessBuilder java(String main, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                JARS + "/*",
                main));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(directory.toFile());
  }

  private static Ended command(String... arguments) throws IOException, InterruptedException {
    var builder = java("dev.hearth.cli.Main", arguments);
    builder.environment().put("HEARTH_SERVER", server);
    return ended(builder);
  }

  private static Ended laboratory(String... arguments) throws IOException, InterruptedException {
    return ended(java("dev.hearth.simulator.Main", arguments));
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
