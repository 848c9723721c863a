package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hearth.inference.TinyModel;
import dev.hearth.policies.Registry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
  void aModelComesFromAnHttpServerAndItsCredentialsAreNotShown() throws IOException {
    HttpServer files =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    files.createContext("/sum.onnx", DeploymentIT::sendModel);
    files.start();
    String from =
        "http://user:secret@127.0.0.1:%d/sum.onnx".formatted(files.getAddress().getPort());
    var config =
        NodeConfig.parse("downloads: {allow: [127.0.0.1]}", new Registry())
            .withPort(0)
            .withData(data);
    try (TestNode node = TestNode.start(config)) {
      String answer = node.deploy("sum", "kind: Model\nname: sum\nfrom: \"" + from + "\"\n").body();
      assertThat(answer).contains("http://***@127.0.0.1").doesNotContain("secret");
      assertThat(node.infer(TestNode.SUM).statusCode()).isEqualTo(200);
    } finally {
      files.stop(0);
    }
  }

  private static void sendModel(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] model = TinyModel.arithmetic(2).bytes();
      boolean body = exchange.getRequestMethod().equals("GET");
      exchange.sendResponseHeaders(200, body ? model.length : -1);
      exchange.getResponseBody().write(model, 0, body ? model.length : 0);
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
          "its metrics are gone", () -> !node.get("/metrics").body().contains("model=\"sum\""));
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

  @Test
  void oneModelMoreThanTheLimitIsRefused() throws IOException {
    var config =
        NodeConfig.parse("limits: {models: 1}\n", new Registry()).withPort(0).withData(data);
    try (TestNode node = TestNode.start(config)) {
      assertThat(node.deploySum("").statusCode()).isEqualTo(200);
      assertThat(node.deploySum("slots: 2\n").statusCode()).isEqualTo(200);

      var refused =
          node.deploy("other", "kind: Model\nname: other\nfrom: file:/nowhere/other.onnx\n");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("limit of 1 models");
    }
  }
}
