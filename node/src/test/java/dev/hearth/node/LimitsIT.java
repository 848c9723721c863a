package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.policies.Registry;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller is told when something is full, late, stopping or broken. */
class LimitsIT {
  /** Requests wait for company that does not come. */
  private static final String WAITS = "batching: {max-size: 16, max-delay: 20s}\n";

  private static final String QUEUED = "hearth_queue_length{model=\"sum\"}";

  @TempDir Path data;

  private static void awaitQueued(TestNode node, int count) {
    TestNode.eventually(count + " wait", () -> node.metric(QUEUED) == count);
  }

  @Test
  void aFullQueueIsTooManyRequestsWithRetryAfter() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      node.deploySum(WAITS + "limits: {queue: 1}\n");
      CompletableFuture<HttpResponse<String>> waiting =
          node.inferLater(TestNode.SUM, "X-Request-Timeout", "3");
      awaitQueued(node, 1);
      HttpResponse<String> answer = node.infer(TestNode.SUM);
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
      assertThat(waiting.join().statusCode()).isEqualTo(504);
    }
  }

  @Test
  void aRequestThatIsTooLateIsAGatewayTimeout() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      node.deploySum(WAITS);
      assertThat(node.infer(TestNode.SUM, "X-Request-Timeout", "300ms").statusCode())
          .isEqualTo(504);
      assertThat(node.metric("hearth_requests_total{model=\"sum\",outcome=\"timed_out\"}"))
          .isEqualTo(1);
    }
  }

  @Test
  void theTimeoutParameterIsInMicroseconds() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      node.deploySum(WAITS);
      String body = TestNode.SUM.replaceFirst("\\{", "{\"parameters\":{\"timeout\":300000},");
      assertThat(node.infer(body).statusCode()).isEqualTo(504);
    }
  }

  @Test
  void aCallerThatGoesAwayIsForgotten() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      node.deploySum(WAITS);
      try (Socket socket = new Socket(node.uri().getHost(), node.uri().getPort())) {
        String request =
            "POST /v2/models/sum/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(TestNode.SUM.length(), TestNode.SUM);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        awaitQueued(node, 1);
      }
      awaitQueued(node, 0);
      assertThat(node.metric("hearth_requests_total{model=\"sum\",outcome=\"cancelled_caller\"}"))
          .isEqualTo(1);
    }
  }

  @Test
  void aDrainingNodeFinishesWhatItAcceptedAndTakesNothingNew() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      node.deploySum("batching: {max-size: 16, max-delay: 2s}\n");
      var accepted = node.inferLater(TestNode.SUM);
      awaitQueued(node, 1);
      var drained = CompletableFuture.runAsync(node.node::drain);
      TestNode.eventually(
          "it is not ready", () -> node.get("/v2/health/ready").statusCode() == 503);
      HttpResponse<String> refused = node.infer(TestNode.SUM);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
      assertThat(accepted.join().statusCode()).isEqualTo(200);
      drained.join();
    }
  }

  @Test
  void aModelThatCannotBeStartedIsUnavailable() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      node.deploySum("");
      try (var files = Files.list(data.resolve("models").resolve("sha256"))) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      HttpResponse<String> answer = node.infer(TestNode.SUM);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
      assertThat(answer.body()).contains("could be started");
    }
  }

  @Test
  void anInputTheGraphRefusesIsTheCallersFault() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      Path file = data.resolve("lookup.onnx");
      Files.write(file, dev.hearth.inference.TinyModel.lookup(1, 2, 3).bytes());
      node.deploy("lookup", "kind: Model\nname: lookup\nfrom: file:" + file + "\n");
      String body =
          "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"INT64\",\"data\":[99]}]}";
      var answer = node.send("POST", "/v2/models/lookup/infer", body).join();
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    }
  }

  @Test
  void aBodyBeyondTheLimitIsTooLarge() throws IOException {
    NodeConfig small =
        NodeConfig.parse("requests: {max-body: 1KiB}\n", new Registry()).withPort(0).withData(data);
    try (TestNode node = TestNode.start(small)) {
      node.deploySum("");
      assertThat(node.infer(" ".repeat(2_000)).statusCode()).isEqualTo(413);
      assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aPortInUseIsToldWithTheRemedy() {
    try (TestNode first = TestNode.start(data)) {
      NodeConfig same = TestNode.config(data.resolve("other")).withPort(first.uri().getPort());
      org.assertj.core.api.Assertions.assertThatExceptionOfType(PortInUseException.class)
          .isThrownBy(() -> Node.start(same))
          .withMessageContaining("--port");
    }
  }
}
