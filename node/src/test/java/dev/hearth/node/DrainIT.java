package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.hearth.inference.TinyModel;
import inference.GrpcPredictV2.ServerLiveRequest;
import io.grpc.Status;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is told to stop. */
class DrainIT {
  private static final String QUEUED = "hearth_queue_length{model=\"sum\"}";
  private static final String SHORT = "batching: {max-size: 16, max-delay: 3s}\n";
  private static final String LONG = "batching: {max-size: 16, max-delay: 60s}\n";

  @TempDir Path data;

  /** What a shell started in the background ignores, its children ignore as well. */
  private static void assumeHeard(String signal) {
    long bit = signal.equals("INT") ? 1 << 1 : 1 << 14;
    try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
      boolean ignored =
          status
              .filter(line -> line.startsWith("SigIgn:"))
              .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & bit) != 0);
      assumeFalse(ignored, "whoever started these tests has them ignore SIG" + signal);
    } catch (IOException _) {
      return; // not Linux
    }
  }

  private NodeProcess startWithOneWaiting(String batching, String... arguments) {
    NodeProcess node = NodeProcess.start(data.resolve("data"), arguments);
    Path file = TinyModel.arithmetic(2).write(data.resolve("sum.onnx"));
    assertThat(node.deploy("sum", file, batching).statusCode()).isEqualTo(200);
    return node;
  }

  private static CompletableFuture<HttpResponse<String>> accepted(NodeProcess node) {
    var call = node.later("POST", "/v2/models/sum/infer", TestNode.SUM);
    TestNode.eventually("a request waits", () -> node.metric(QUEUED) == 1);
    return call;
  }

  private static void awaitDraining(NodeProcess node) {
    TestNode.eventually(
        "the node is not ready", () -> node.call("GET", "/readyz", "").statusCode() == 503);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void whatWasAcceptedIsAnsweredAndNothingElseIsTaken(String signal) {
    assumeHeard(signal);
    try (NodeProcess node = startWithOneWaiting(SHORT);
        TestGrpc grpc = new TestGrpc(node.uri())) {
      grpc.inference.serverLive(ServerLiveRequest.getDefaultInstance());
      var accepted = accepted(node);
      node.signal(signal);
      awaitDraining(node);
      HttpResponse<String> refused = node.infer("sum", TestNode.SUM);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
      assertThat(refused.body()).startsWith("{\"error\":");
      HttpResponse<String> change = node.call("DELETE", "/admin/v1/models/sum", "");
      assertThat(change.statusCode()).isEqualTo(503);
      Status unavailable =
          grpc.refusal(TestGrpc.SERVICE + "/ModelInfer", TestGrpc.sum().build().toByteArray());
      assertThat(unavailable.getCode())
          .as(unavailable.toString())
          .isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(unavailable.getDescription()).contains("shutting down");
      assertThat(accepted.join().statusCode()).isEqualTo(200);
      assertThat(node.exitStatus()).isZero();
    }
    try (NodeProcess again = NodeProcess.start(data.resolve("data"))) {
      assertThat(again.infer("sum", TestNode.SUM).statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM,143", "INT,130"})
  void aSecondSignalEndsItAtOnce(String signal, int status) {
    assumeHeard(signal);
    try (NodeProcess node = startWithOneWaiting(LONG)) {
      var accepted = accepted(node);
      node.signal(signal);
      awaitDraining(node);
      assertThat(node.running()).isTrue();
      node.signal(signal);
      assertThat(node.exitStatus()).isEqualTo(status);
      assertThat(node.errors()).contains("stopped at once");
      assertThat(accepted.handle((_, cause) -> cause).join())
          .isInstanceOf(CompletionException.class);
    }
  }

  @Test
  void drainingEndsWhenItsTimeIsOver() throws IOException {
    Path config = Files.writeString(data.resolve("node.yaml"), "drain-timeout: 500ms\n");
    try (NodeProcess node = startWithOneWaiting(LONG, "--config", config.toString())) {
      var accepted = accepted(node);
      node.signal("TERM");
      assertThat(node.exitStatus()).isEqualTo(1);
      assertThat(node.errors()).contains("still unanswered");
      assertThat(accepted.handle((_, cause) -> cause).join())
          .isInstanceOf(CompletionException.class);
    }
  }

  @Test
  void anIdleNodeStopsThoughCallersAreConnected() {
    try (NodeProcess node = startWithOneWaiting(SHORT)) {
      node.signal("TERM");
      assertThat(node.exitStatus()).isZero();
      assertThat(node.errors()).doesNotContain("WARNING", "SEVERE");
    }
  }
}
