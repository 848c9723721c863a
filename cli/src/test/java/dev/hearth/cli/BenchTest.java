package dev.hearth.cli;

import static dev.hearth.cli.FakeServer.OUTPUTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.FakeServer.Reply;
import dev.hearth.cli.FakeServer.Script;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchTest {
  private static final String METADATA =
      """
      {"name":"m","inputs":[{"name":"x","datatype":"FP32","shape":[-1,2]}],"outputs":[]}\
      """;
  private static final Script ANSWERS = number -> new Reply(200, OUTPUTS);

  private final Console console = new Console();

  private int bench(FakeServer server, String... arguments) {
    var all = new ArrayList<>(List.of("bench", "m", "--target", server.url()));
    all.addAll(List.of("--output", "json"));
    all.addAll(List.of(arguments));
    if (!all.contains("--warm-up")) {
      all.addAll(List.of("--warm-up", "50ms"));
    }
    return console.run(all.toArray(String[]::new));
  }

  private JsonNode report() {
    return JsonMapper.shared().readTree(console.said());
  }

  private JsonNode row() {
    return report().path("rows").get(0);
  }

  private static long count(JsonNode row, String kind) {
    return row.path("counts").path(kind).asLong();
  }

  @Test
  void aSweepMeasuresARowForEachConcurrency() throws IOException {
    try (var server = new FakeServer(METADATA, slow(20))) {
      assertThat(bench(server, "-c", "1,8", "--duration", "400ms")).isZero();
      JsonNode one = report().path("rows").get(0);
      JsonNode eight = report().path("rows").get(1);

      assertThat(one.path("latencyMs").path("p50").asDouble()).isGreaterThanOrEqualTo(20);
      assertThat(one.path("requestsPerSecond").asDouble()).isBetween(1.0, 50.0);
      assertThat(eight.path("requestsPerSecond").asDouble())
          .isGreaterThan(2 * one.path("requestsPerSecond").asDouble());
      assertThat(server.mostAtOnce()).isEqualTo(8);
    }
  }

  private static Script slow(long millis) {
    return number -> {
      Thread.sleep(millis);
      return new Reply(200, OUTPUTS);
    };
  }

  @Test
  void aStalledServerShowsInThePercentilesOfAnOpenLoop() throws IOException {
    long stallNanos = 500_000_000;
    var stallFrom = new AtomicLong(Long.MAX_VALUE);
    Script stalls =
        number -> {
          long now = System.nanoTime();
          if (number == 40) {
            stallFrom.set(now);
          }
          long left = stallFrom.get() == Long.MAX_VALUE ? 0 : stallFrom.get() + stallNanos - now;
          if (left > 0) {
            Thread.sleep(left / 1_000_000 + 1);
          }
          return new Reply(200, OUTPUTS);
        };
    try (var server = new FakeServer(METADATA, stalls)) {
      var load = new String[] {"--rate", "100", "--arrivals", "constant", "--duration", "1500ms"};
      assertThat(bench(server, load)).isZero();

      assertThat(row().path("offered").asLong()).as("sent through the stall").isBetween(149L, 151L);
      assertThat(server.mostAtOnce()).isGreaterThan(10);
      // A third of the requests were due while it stalled; a closed loop would have sent one.
      assertThat(row().path("latencyMs").path("p90").asDouble())
          .isGreaterThan(stallNanos / 1e6 * 0.4);
    }
  }

  @Test
  void whatExceedsTheBoundInFlightIsDroppedAndCounted() throws IOException {
    try (var server = new FakeServer(METADATA, slow(200))) {
      assertThat(bench(server, "-r", "100", "--max-in-flight", "2", "-d", "500ms")).isZero();

      assertThat(server.mostAtOnce()).isLessThanOrEqualTo(2);
      assertThat(count(row(), "dropped")).isPositive();
      assertThat(count(row(), "ok")).isPositive();
      assertThat(count(row(), "ok") + count(row(), "dropped"))
          .isEqualTo(row().path("offered").asLong());
    }
  }

  @Test
  void arrivalsAreThoseOfTheSeed() throws IOException {
    try (var server = new FakeServer(METADATA, ANSWERS)) {
      var offered = new ArrayList<Long>();
      for (String seed : List.of("7", "7", "8")) {
        var console = new Console();
        console.run(
            "bench",
            "m",
            "-t",
            server.url(),
            "-r",
            "2000",
            "-d",
            "300ms",
            "--warm-up",
            "0s",
            "--seed",
            seed,
            "--output",
            "json",
            "--max-in-flight",
            "5000");
        JsonNode report = JsonMapper.shared().readTree(console.said());
        offered.add(report.path("rows").get(0).path("offered").asLong());
      }
      assertThat(offered.get(0)).isEqualTo(offered.get(1)).isNotEqualTo(offered.get(2));
      assertThat(offered.get(0)).isBetween(450L, 750L);
    }
  }

  @Test
  void endingsAreCountedByKindWithTheFirstReasonOfEach() throws IOException {
    int[] statuses = {200, 200, 429, 503, 504, 500};
    Script script =
        number ->
            new Reply(
                statuses[number % statuses.length],
                statuses[number % statuses.length] == 200 ? OUTPUTS : "{\"error\":\"no %d\"}");
    try (var server = new FakeServer(METADATA, script)) {
      assertThat(bench(server, "--requests", "60", "-c", "2")).isZero();
      for (String kind : List.of("429", "503", "504", "error")) {
        assertThat(count(row(), kind)).as(kind).isBetween(8L, 12L);
      }
      assertThat(count(row(), "ok")).isBetween(17L, 23L);
      assertThat(row().path("firstReasons").path("429").asString()).isEqualTo("status 429: no %d");
      assertThat(row().path("firstReasons").path("error").asString()).startsWith("status 500");
      assertThat(row().path("refusedMs").path("p50").asDouble()).isPositive();
    }
  }

  @Test
  void aSuccessWithoutOutputsIsNone() throws IOException {
    try (var server = new FakeServer(METADATA, number -> new Reply(200, "{\"hello\":1}"))) {
      assertThat(bench(server, "--requests", "5")).isEqualTo(1);
      assertThat(count(row(), "ok")).isZero();
      assertThat(row().path("firstReasons").path("error").asString()).contains("without an output");
      assertThat(console.complained()).contains("no request was answered");
    }
  }

  @Test
  void checkFindsAnswersThatDiffer() throws IOException {
    Script drifts =
        number -> new Reply(200, number < 8 ? OUTPUTS : OUTPUTS.replace("1.5", "1.5001"));
    try (var server = new FakeServer(METADATA, drifts)) {
      assertThat(bench(server, "--check", "--requests", "20", "--warm-up", "0s")).isEqualTo(1);
      assertThat(count(row(), "different")).isEqualTo(13);
      assertThat(console.complained()).contains("--tolerance");
    }
  }

  @Test
  void checkAllowsWhatItIsToldToAllow() throws IOException {
    Script drifts =
        number -> new Reply(200, number < 8 ? OUTPUTS : OUTPUTS.replace("1.5", "1.5001"));
    try (var server = new FakeServer(METADATA, drifts)) {
      assertThat(bench(server, "--check", "--tolerance", "0.001", "--requests", "20")).isZero();
      assertThat(count(row(), "different")).isZero();
    }
  }

  @Test
  void aRequestThatIsNotAnsweredInTimeIsAnError() throws IOException {
    Script hangs =
        number -> {
          if (number > 0) {
            Thread.sleep(60_000);
          }
          return new Reply(200, OUTPUTS);
        };
    try (var server = new FakeServer(METADATA, hangs)) {
      assertThat(bench(server, "-d", "300ms", "--warm-up", "0s", "--timeout", "200ms"))
          .isEqualTo(1);
      assertThat(row().path("firstReasons").path("error").asString())
          .isEqualTo("no answer within 200 ms");
    }
  }

  @Test
  void inputIsMadeFromMetadataAndSeed() throws IOException {
    try (var server = new FakeServer(METADATA, ANSWERS)) {
      var flags = new String[] {"--batch", "3", "--range", "x=5:6", "--requests", "3"};
      assertThat(bench(server, flags)).isZero();
      JsonNode input =
          JsonMapper.shared().readTree(server.asked().getFirst().text()).path("inputs").get(0);

      assertThat(server.asked().getFirst().line()).isEqualTo("POST /v2/models/m/infer");
      assertThat(input.path("name").asString()).isEqualTo("x");
      assertThat(input.path("shape").toString()).isEqualTo("[3,2]");
      assertThat(input.path("data")).hasSize(6);
      input.path("data").forEach(each -> assertThat(each.asDouble()).isBetween(5.0, 6.0));
      assertThat(server.asked().get(0).text()).isNotEqualTo(server.asked().get(2).text());
    }
  }

  @Test
  void binaryTensorsStandBehindTheJson() throws IOException {
    try (var server = new FakeServer(METADATA, ANSWERS)) {
      assertThat(bench(server, "-p", "http-binary", "--range", "1:1", "-n", "1")).isZero();
      String body = server.asked().getFirst().text();
      int end = body.indexOf("}]") < 0 ? 0 : body.lastIndexOf('}') + 1;
      JsonNode head = JsonMapper.shared().readTree(body.substring(0, end));

      assertThat(head.path("inputs").get(0).path("parameters").path("binary_data_size").asInt())
          .isEqualTo(8);
      assertThat(head.path("parameters").path("binary_data_output").asBoolean()).isTrue();
      byte[] bytes = server.asked().getFirst().body();
      assertThat(bytes).hasSize(end + 8).endsWith(0, 0, (byte) 0x80, 0x3f);
    }
  }

  @Test
  void embeddingsAreMadeOfTexts() throws IOException {
    Script embeds = number -> new Reply(200, "{\"data\":[{\"index\":0,\"embedding\":[0.5,1]}]}");
    try (var server = new FakeServer("", embeds)) {
      var flags = new String[] {"-p", "openai", "--text", "a", "--text", "b", "-n", "4", "--check"};
      assertThat(bench(server, flags)).isZero();
      assertThat(server.asked().getFirst().line()).isEqualTo("POST /openai/v1/embeddings");
      assertThat(server.asked().get(0).text()).isEqualTo("{\"model\":\"m\",\"input\":\"a\"}");
      assertThat(server.asked().stream().map(FakeServer.Asked::text))
          .contains("{\"model\":\"m\",\"input\":\"b\"}");
    }
  }

  @Test
  void noOpAsksWhetherTheServerLives() throws IOException {
    try (var server = new FakeServer("{\"live\":true}", ANSWERS)) {
      assertThat(bench(server, "--no-op", "--requests", "10")).isZero();
      assertThat(count(row(), "ok")).isEqualTo(10);
      assertThat(server.posted()).isZero();
    }
  }

  @Test
  void aRefusedFirstRequestEndsItWithTheServersReason() throws IOException {
    Script refuses = number -> new Reply(400, "{\"error\":\"input 'x' is missing\"}");
    try (var server = new FakeServer(METADATA, refuses)) {
      assertThat(bench(server)).isEqualTo(1);
      assertThat(console.complained().strip())
          .isEqualTo("hearth: the server refuses the request: status 400: input 'x' is missing");
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsNamedWithTheRemedy() throws IOException {
    var server = new FakeServer(METADATA, ANSWERS);
    server.close();

    assertThat(bench(server)).isEqualTo(3);
    assertThat(console.complained()).contains("no server answers").contains("--target");
  }

  @Test
  void aDimensionThatVariesWantsAShape() throws IOException {
    try (var server = new FakeServer(METADATA.replace("[-1,2]", "[-1,-1]"), ANSWERS)) {
      assertThat(bench(server)).isEqualTo(2);
      assertThat(console.complained()).contains("--shape x=1x16");
    }
  }

  @Test
  void mistakesOfUseAreNamed() {
    assertThat(mistake("--rate", "10", "-c", "2")).contains("say one of them");
    assertThat(mistake("--duration", "10")).contains("'10' is no duration");
    assertThat(mistake("-c", "0")).contains("--concurrency 0");
    assertThat(mistake("--range", "x=2:1")).contains("x=2:1");
    assertThat(mistake("-H", "nothing")).contains("'nothing'");
    assertThat(mistake("--target", "localhost")).contains("'localhost' is not an address");
  }

  private static String mistake(String... arguments) {
    var console = new Console();
    var all = new ArrayList<>(List.of("bench", "m"));
    all.addAll(List.of(arguments));
    assertThat(console.run(all.toArray(String[]::new))).isEqualTo(2);
    return console.complained();
  }

  private static final String KEY = "hk_benched";

  private int bench(String... arguments) {
    var all = new ArrayList<>(List.of("bench", "m", "--requests", "5", "--warm-up", "0s"));
    all.addAll(List.of("--output", "json"));
    all.addAll(List.of(arguments));
    return console.run(all.toArray(String[]::new));
  }

  @Test
  void aNodeThatAsksForAKeyIsShownIt() throws IOException {
    try (var node = new FakeServer(METADATA, ANSWERS).asking(KEY)) {
      assertThat(bench("--server", node.url(), "--key", KEY)).isZero();
      assertThat(count(row(), "ok")).isEqualTo(5);
      assertThat(node.shown()).containsExactly("Bearer " + KEY);
    }
  }

  @Test
  void aNodeThatIsNotShownTheKeyItAsksForSaysSo() throws IOException {
    try (var node = new FakeServer(METADATA, ANSWERS).asking(KEY)) {
      assertThat(bench("--server", node.url(), "--key", "hk_other")).isEqualTo(1);
      assertThat(console.complained()).contains("asks for a key").doesNotContain("hk_other");
    }
  }

  @Test
  void anotherServerThatIsDrivenLearnsNoKeyUnlessItIsTheNodeItself() throws IOException {
    try (var node = new FakeServer(METADATA, ANSWERS);
        var other = new FakeServer(METADATA, ANSWERS)) {
      assertThat(bench("--server", node.url(), "--target", other.url(), "--key", KEY)).isZero();
      assertThat(other.shown()).containsExactly("");
      assertThat(bench("--server", node.url(), "--target", node.url() + "/", "--key", KEY))
          .isZero();
      assertThat(node.shown()).containsExactly("Bearer " + KEY);
    }
  }
}
