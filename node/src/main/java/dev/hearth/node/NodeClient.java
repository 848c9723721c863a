package dev.hearth.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to a node over HTTP as any client would. */
final class NodeClient implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final JsonMapper json = JsonMapper.builder().build();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI server;

  NodeClient(URI server) {
    this.server = server;
  }

  String get(String path) {
    return answered(send(request(path).GET().build(), BodyHandlers.ofString()));
  }

  /** The body of the answer. */
  String infer(String model, String body) {
    return answered(send(inference(model, body), BodyHandlers.ofString()));
  }

  /** Only the status; the answer is dropped. */
  int inferStatus(String model, String body) {
    return send(inference(model, body), BodyHandlers.discarding()).statusCode();
  }

  private HttpRequest inference(String model, String body) {
    return request("/v2/models/" + model + "/infer")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /**
   * Deploys a manifest.
   *
   * @param events told of each event the node sends meanwhile
   */
  void deploy(String name, String manifest, Consumer<JsonNode> events) {
    HttpRequest request =
        request("/admin/v1/models/" + name)
            .header("Accept", "application/x-ndjson")
            .PUT(HttpRequest.BodyPublishers.ofString(manifest))
            .build();
    HttpResponse<Stream<String>> response = send(request, BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      lines.map(json::readTree).forEach(event -> told(event, events));
    }
  }

  /** Deploys a function's manifest. */
  void deployFunction(String name, String manifest) {
    HttpRequest request =
        request("/admin/v1/functions/" + name)
            .PUT(HttpRequest.BodyPublishers.ofString(manifest))
            .build();
    var _ = answered(send(request, BodyHandlers.ofString()));
  }

  /** What a function answers. */
  String invoke(String function, String payload) {
    HttpRequest request =
        request("/2015-03-31/functions/" + function + "/invocations")
            .POST(HttpRequest.BodyPublishers.ofString(payload))
            .build();
    return answered(send(request, BodyHandlers.ofString()));
  }

  private static void told(JsonNode event, Consumer<JsonNode> events) {
    if (event.has("error")) {
      throw new ConfigurationException(event.get("error").asString());
    }
    events.accept(event);
  }

  JsonNode parse(String body) {
    return json.readTree(body);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path)).timeout(LIMIT);
  }

  private static String answered(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new ConfigurationException(
          "the node answered %d: %s".formatted(response.statusCode(), response.body()));
    }
    return response.body();
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw new ConfigurationException(
          "the node at %s does not answer: %s".formatted(server, e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ConfigurationException("interrupted while waiting for the node");
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
