package dev.hearth.node;

import dev.hearth.inference.TinyModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real node on a free port, and a client of it. */
final class TestNode implements AutoCloseable {
  static final String SUM =
      """
      {"inputs":[{"name":"a","shape":[1,2],"datatype":"FP32","data":[1,2]},\
      {"name":"b","shape":[1,2],"datatype":"FP32","data":[3,4.5]}]}\
      """;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final JsonMapper json = JsonMapper.builder().build();
  private final HttpClient http;
  private final Path data;
  final Node node;

  private TestNode(NodeConfig config, Optional<Path> journal, HttpClient.Version version) {
    this(config, journal, version, WallClock.system());
  }

  private TestNode(
      NodeConfig config, Optional<Path> journal, HttpClient.Version version, WallClock wall) {
    data = config.data();
    http = HttpClient.newBuilder().version(version).sslContext(TestCertificates.trusting()).build();
    node = Node.start(config, journal, wall);
  }

  static TestNode start(Path data, WallClock wall) {
    return new TestNode(config(data), Optional.empty(), HttpClient.Version.HTTP_1_1, wall);
  }

  static TestNode start(Path data) {
    return start(config(data));
  }

  static TestNode start(NodeConfig config) {
    return new TestNode(config, Optional.empty(), HttpClient.Version.HTTP_1_1);
  }

  static TestNode startWithJournal(Path data, Path journal) {
    return new TestNode(config(data), Optional.of(journal), HttpClient.Version.HTTP_1_1);
  }

  static TestNode startHttp2(Path data) {
    return new TestNode(config(data), Optional.empty(), HttpClient.Version.HTTP_2);
  }

  static NodeConfig config(Path data) {
    return NodeConfig.defaults().withPort(0).withData(data);
  }

  /** The demo's manifest of a model of sentences, with no objective that a busy machine misses. */
  static String minilm() throws IOException {
    return new String(Training.resource("minilm.yaml"), StandardCharsets.UTF_8)
        .replaceFirst("objective:.*\n", "");
  }

  /** Deploys the model with inputs a and b and outputs sum and product. */
  HttpResponse<String> deploySum(String more) throws IOException {
    Path file = data.resolve("sum.onnx");
    Files.write(file, TinyModel.arithmetic(2).bytes());
    return deploy("sum", "kind: Model\nname: sum\nfrom: file:" + file + "\n" + more);
  }

  HttpResponse<String> deploy(String name, String manifest) {
    return send("PUT", "/admin/v1/models/" + name, manifest).join();
  }

  HttpResponse<String> get(String path) {
    return send("GET", path, "").join();
  }

  HttpResponse<String> infer(String body, String... headers) {
    return inferLater(body, headers).join();
  }

  CompletableFuture<HttpResponse<String>> inferLater(String body, String... headers) {
    return send("POST", "/v2/models/sum/infer", body, headers);
  }

  CompletableFuture<HttpResponse<String>> send(
      String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri().resolve(path))
            .timeout(LIMIT)
            .method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.sendAsync(request.build(), BodyHandlers.ofString());
  }

  /** Posts bytes and gets some back. */
  HttpResponse<byte[]> sendBytes(String path, byte[] body, String... headers) {
    HttpRequest request =
        HttpRequest.newBuilder(uri().resolve(path))
            .timeout(LIMIT)
            .POST(BodyPublishers.ofByteArray(body))
            .headers(headers)
            .build();
    return http.sendAsync(request, BodyHandlers.ofByteArray()).join();
  }

  JsonNode json(HttpResponse<String> response) {
    return json.readTree(response.body());
  }

  URI uri() {
    return node.uri();
  }

  double metric(String series) {
    return new Metrics(get("/metrics").body()).value(series);
  }

  /** Waits until something is so; fails after a minute. */
  static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + LIMIT + ": " + what);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Override
  public void close() {
    node.close();
    http.close();
  }
}
