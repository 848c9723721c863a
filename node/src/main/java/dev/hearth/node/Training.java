package dev.hearth.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * A short life of a node for the JVM to record: what is loaded and linked in it, later nodes find
 * in the AOT cache. It listens on any free port, and its data goes with it.
 */
final class Training {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final List<String> VISITS =
      List.of("/v2", "/v2/health/ready", "/v2/models/none", "/metrics", "/admin/v1/models");

  private Training() {}

  static void run(NodeConfig config) throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("hearth-training");
    try {
      Node node = Node.start(config.withPort(0).withData(data));
      try (var client = HttpClient.newHttpClient()) {
        for (String path : VISITS) {
          client.send(to(node.uri().resolve(path)).build(), BodyHandlers.discarding());
        }
        var manifest = "kind: Model\nname: training\nfrom: file:" + data.resolve("none.onnx");
        var deployment = to(node.uri().resolve("/admin/v1/models/training"));
        client.send(
            deployment.PUT(HttpRequest.BodyPublishers.ofString(manifest)).build(),
            BodyHandlers.discarding());
      } finally {
        node.drain();
      }
    } finally {
      delete(data);
    }
  }

  private static HttpRequest.Builder to(URI uri) {
    return HttpRequest.newBuilder(uri).timeout(ANSWER_LIMIT);
  }

  private static void delete(Path directory) throws IOException {
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
