package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models come, are replaced, go, and outlive the node. */
class DeploymentIT {
  @TempDir Path data;

  @Test
  void aModelOutlivesARestartEvenWhenItsFileIsGone() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      node.deploySum("");
      node.node.drain();
    }
    Files.delete(data.resolve("sum.onnx"));
    try (TestNode node = TestNode.start(data)) {
      assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aModelRemovedStaysRemoved() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      node.deploySum("");
      assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
      assertThat(node.send("DELETE", "/admin/v1/models/sum", "").join().statusCode())
          .isEqualTo(200);
      assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(404);
      TestNode.eventually(
          "its metrics are gone", () -> !node.get("/metrics").body().contains("function=\"sum\""));
    }
    try (TestNode node = TestNode.start(data)) {
      assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aModelIsReplacedWithoutAFailedRequest() throws IOException {
    try (TestNode node = TestNode.start(data)) {
      node.deploySum("");
      var stop = new AtomicBoolean();
      var answered = new AtomicInteger();
      var failed = new AtomicInteger();
      var caller =
          CompletableFuture.runAsync(
              () -> {
                while (!stop.get()) {
                  boolean good = node.infer(TestNode.SUM).statusCode() == 200;
                  (good ? answered : failed).incrementAndGet();
                }
              });
      for (int version = 2; version <= 4; version++) {
        int before = answered.get();
        node.deploySum("slots: " + version + "\n");
        TestNode.eventually("it answers", () -> answered.get() > before + 5 || failed.get() > 0);
      }
      stop.set(true);
      caller.join();
      assertThat(failed).hasValue(0);
      assertThat(node.json(node.infer(TestNode.SUM)).get("model_version").asString())
          .isEqualTo("4");
    }
  }
}
