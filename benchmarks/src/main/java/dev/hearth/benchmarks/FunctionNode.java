package dev.hearth.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A node in a process of its own, on this one's class path, that functions are deployed on. */
final class FunctionNode implements AutoCloseable {
  private static final String READY = "Hearth is ready on ";
  private static final Duration CALL_LIMIT = Duration.ofSeconds(60);

  private final ChildProcess process;
  private final URI uri;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private FunctionNode(ChildProcess process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  static FunctionNode start(Path data, List<String> options, Deadline deadline)
      throws InterruptedException {
    var arguments = new ArrayList<>(options);
    arguments.addAll(
        List.of("dev.hearth.node.Main", "up", "--port", "0", "--data", data.toString()));
    ChildProcess process =
        ChildProcess.java("the node", System.getProperty("java.class.path"), arguments);
    try {
      String line = process.line(deadline);
      while (!line.startsWith(READY)) {
        line = process.line(deadline);
      }
      String address = line.substring(READY.length()).split(" ", 2)[0];
      return new FunctionNode(process, URI.create(address));
    } catch (RuntimeException | InterruptedException e) {
      process.close();
      throw e;
    }
  }

  int port() {
    return uri.getPort();
  }

  /** Deploys what a manifest says. */
  void deploy(String name, String manifest) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve("/admin/v1/functions/" + name))
            .timeout(CALL_LIMIT)
            .PUT(BodyPublishers.ofString(manifest))
            .build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("the node answered " + answer.statusCode() + answer.body());
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    process.close();
  }
}
