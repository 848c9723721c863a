package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Messages stand here as bytes, so that no code of ours both writes and reads them. */
class BenchGrpcTest {
  // name "m"; inputs { name "x" datatype "FP32" shape [-1, 2] (packed) }
  private static final String METADATA =
      "0a016d 2216 0a0178 1204 46503332 1a0b ffffffffffffffffff01 02";
  // model_name "m"; outputs { name "y" datatype "FP32" shape [1, 1] }; raw_output_contents 1.5
  private static final String ANSWER = "0a016d 2a0d 0a0179 1204 46503332 1a02 0101 3204 0000c03f";
  // the same as typed contents: contents { fp32_contents [1.5] }
  private static final String TYPED_ANSWER =
      "0a016d 2a15 0a0179 1204 46503332 1a02 0101 2a06 3204 0000c03f";

  private final Console console = new Console();
  private final FakeGrpc server = new FakeGrpc();

  @AfterEach
  void stop() {
    server.close();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static FakeGrpc.Reply message(String hex) {
    return new FakeGrpc.Reply(bytes(hex), 0, "");
  }

  private int bench(String... arguments) {
    var all = new ArrayList<>(List.of("bench", "m", "-p", "grpc", "--target", server.url()));
    all.addAll(List.of("--warm-up", "50ms", "--output", "json"));
    all.addAll(List.of(arguments));
    return console.run(all.toArray(String[]::new));
  }

  private JsonNode row() {
    return JsonMapper.shared().readTree(console.said()).path("rows").get(0);
  }

  @Test
  void aRequestIsEncodedAsThePublicDefinitionSays() {
    server.answers("ModelMetadata", message(METADATA)).answers("ModelInfer", message(ANSWER));

    assertThat(bench("--range", "1:1", "-n", "500", "-c", "150", "-H", "X-Who: me")).isZero();
    // model_name, inputs { name, datatype, shape [1, 2] }, raw_input_contents [1, 1]
    assertThat(server.asked("ModelInfer"))
        .isEqualTo(bytes("0a016d 2a0d 0a0178 1204 46503332 1a02 0102 3a08 0000803f0000803f"));
    assertThat(server.header("x-who")).isEqualTo("me");
    assertThat(row().path("counts").path("ok").asLong()).isEqualTo(500);
  }

  @Test
  void checkReadsRawAndTypedAnswers() {
    server.answers("ModelMetadata", message(METADATA)).answers("ModelInfer", message(ANSWER));
    assertThat(bench("--check", "-n", "10")).isZero();

    server.answers("ModelInfer", message(TYPED_ANSWER));
    var typed = new Console();
    assertThat(
            typed.run(
                "bench",
                "m",
                "-p",
                "grpc",
                "-t",
                server.url(),
                "-n",
                "10",
                "--check",
                "--warm-up",
                "0s"))
        .isZero();
  }

  @Test
  void codesOfGrpcAreCountedAsTheirLikesOfHttp() {
    server.answers("ModelMetadata", message(METADATA));
    for (var code : List.of(8, 14, 4)) {
      server.answers("ModelInfer", new FakeGrpc.Reply(new byte[0], code, "queue%20full"));
      var counted = new Console();
      counted.run(
          "bench",
          "m",
          "-p",
          "grpc",
          "-t",
          server.url(),
          "-n",
          "10",
          "--warm-up",
          "0s",
          "--output",
          "json");
      JsonNode row = JsonMapper.shared().readTree(counted.said()).path("rows").get(0);
      String kind = code == 8 ? "429" : code == 14 ? "503" : "504";

      assertThat(row.path("counts").path(kind).asLong()).isEqualTo(10);
      assertThat(row.path("firstReasons").path(kind).asString())
          .isEqualTo("grpc-status " + code + ": queue full");
    }
  }

  @Test
  void aRefusedModelEndsItWithTheServersReason() {
    server.answers("ModelMetadata", new FakeGrpc.Reply(new byte[0], 5, "no model 'm'"));

    assertThat(bench()).isEqualTo(1);
    assertThat(console.complained()).contains("grpc-status 5: no model 'm'");
  }

  @Test
  void noOpAsksWhetherTheServerLives() {
    server.answers("ServerLive", message("0801"));

    assertThat(bench("--no-op", "-n", "20")).isZero();
    assertThat(row().path("counts").path("ok").asLong()).isEqualTo(20);
  }
}
