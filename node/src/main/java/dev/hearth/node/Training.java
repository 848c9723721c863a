package dev.hearth.node;

import com.google.protobuf.ByteString;
import dev.hearth.gateway.grpc.schema.ModelInferRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A short life of a node, for the virtual machine to learn what its start needs: it deploys a tiny
 * model, answers, and stops. Touches nothing but a temporary directory.
 */
final class Training {
  private static final String REQUEST =
      """
      {"inputs":[{"name":"a","shape":[1,2],"datatype":"FP32","data":[1,2]},\
      {"name":"b","shape":[1,2],"datatype":"FP32","data":[3,4.5]}]}\
      """;
  private static final int CALLS = 20;
  private static final int GRPC_PREFIX_BYTES = 5;

  private Training() {}

  static void run(NodeConfig config) {
    try {
      Path directory = Files.createTempDirectory("hearth-training");
      try (Node node = Node.start(config.withPort(0).withData(directory));
          NodeClient client = new NodeClient(node.uri())) {
        exercise(client, directory);
        exerciseGrpc(node.uri());
      } finally {
        delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void exercise(NodeClient client, Path directory) throws IOException {
    Path file = directory.resolve("training.onnx");
    Files.write(file, resource("training.onnx"));
    String manifest =
        new String(resource("training.yaml"), StandardCharsets.UTF_8)
            .replace("FILE", file.toString());
    client.deploy("training", manifest, _ -> {});
    for (int i = 0; i < CALLS; i++) {
      client.infer("training", REQUEST);
    }
    for (String path :
        List.of("/v2", "/v2/health/ready", "/v2/models/training", "/admin/v1/models", "/metrics")) {
      client.get(path);
    }
  }

  /** The same over gRPC, on a connection that the first request makes one of HTTP/2. */
  private static void exerciseGrpc(URI server) throws IOException {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      http.send(HttpRequest.newBuilder(server.resolve("/v2")).build(), BodyHandlers.discarding());
      HttpRequest request =
          HttpRequest.newBuilder(server.resolve("/inference.GRPCInferenceService/ModelInfer"))
              .header("Content-Type", "application/grpc")
              .POST(HttpRequest.BodyPublishers.ofByteArray(grpcRequest()))
              .build();
      for (int i = 0; i < CALLS; i++) {
        if (http.send(request, BodyHandlers.ofByteArray()).body().length == 0) {
          throw new IOException("the node did not answer the training's call over gRPC");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while training", e);
    }
  }

  private static byte[] grpcRequest() {
    var request = ModelInferRequest.newBuilder().setModelName("training");
    ByteBuffer zeros = ByteBuffer.allocate(2 * Float.BYTES);
    for (String input : List.of("a", "b")) {
      request
          .addInputs(
              ModelInferRequest.InferInputTensor.newBuilder()
                  .setName(input)
                  .setDatatype("FP32")
                  .addShape(1)
                  .addShape(2))
          .addRawInputContents(ByteString.copyFrom(zeros.duplicate()));
    }
    byte[] message = request.build().toByteArray();
    return ByteBuffer.allocate(GRPC_PREFIX_BYTES + message.length)
        .putInt(1, message.length)
        .put(GRPC_PREFIX_BYTES, message)
        .array();
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream stream = Training.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IOException("the resource " + name + " is missing from the jar");
      }
      return stream.readAllBytes();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
