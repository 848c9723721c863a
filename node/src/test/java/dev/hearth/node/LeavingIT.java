package dev.hearth.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.TinyModel;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that leave in the middle of a long run of a model that others use. */
class LeavingIT {
  private static final String PATH = "/v2/models/turning/infer";
  private static final long ENDLESS = 9_000_000_000_000_000_000L;
  private static final long MILLION = 1_000_000;

  /** Longer than a run that was told to stop may take. */
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(8);

  @TempDir Path directory;
  private TestNode node;

  @BeforeEach
  void deploy() {
    node = TestNode.start(directory.resolve("data"));
    Path file = TinyModel.turning().write(directory.resolve("turning.onnx"));
    String manifest =
        """
        kind: Model
        name: turning
        from: file:%s
        scale: {max: 1}
        batching: {max-size: 2, max-delay: 10s}
        objective: {latency: 60s}
        limits: {timeout: 120s}
        policies: {admission: accept}
        """
            .formatted(file);
    HttpResponse<String> deployed = node.deploy("turning", manifest);
    assertThat(deployed.statusCode()).as(deployed.body()).isEqualTo(200);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static String body(long turns, int rows) {
    String data = "%d,".formatted(turns).repeat(rows);
    return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[%d,1],\"data\":[%s]}]}"
        .formatted(rows, data.substring(0, data.length() - 1));
  }

  private CompletableFuture<HttpResponse<String>> ask(long turns, int rows) {
    return node.send("POST", PATH, body(turns, rows));
  }

  private Socket client(long turns, int rows) throws IOException {
    var socket = new Socket(node.uri().getHost(), node.uri().getPort());
    String body = body(turns, rows);
    String request =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(PATH, body.length(), body);
    socket.getOutputStream().write(request.getBytes(UTF_8));
    return socket;
  }

  private void awaitRun() {
    TestNode.eventually(
        "a run", () -> node.metric("hearth_instances{model=\"turning\",state=\"busy\"}") == 1);
  }

  private void isLoadedOnce() {
    assertThat(node.metric("hearth_cold_starts_total{model=\"turning\"}")).isEqualTo(1);
  }

  @Test
  void aRunThatNobodyWaitsForEndsAndTheModelStays() throws IOException {
    try (Socket client = client(ENDLESS, 2)) {
      awaitRun();
      assertThat(client.isConnected()).isTrue();
    }
    HttpResponse<String> answer = ask(3, 2).join();
    assertThat(answer.body()).contains("[-3.0,-3.0]");
    isLoadedOnce();
  }

  @Test
  void aRunThatAnotherWaitsForGoesOn() throws IOException {
    assertThat(ask(1, 2).join().statusCode()).isEqualTo(200);
    long since = System.nanoTime();
    assertThat(ask(MILLION, 2).join().statusCode()).isEqualTo(200);
    long turns = LONG_NANOS / Math.max(1, (System.nanoTime() - since) / MILLION);
    CompletableFuture<HttpResponse<String>> stays;
    try (Socket client = client(turns, 1)) {
      stays = ask(3, 1);
      awaitRun();
      assertThat(client.isConnected()).isTrue();
    }
    HttpResponse<String> answer = stays.join();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(node.metric("hearth_batch_size_max{model=\"turning\"}")).isEqualTo(2);
    isLoadedOnce();
  }
}
