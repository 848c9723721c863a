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
public final class FunctionNode implements AutoCloseable {
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

  /** Starts one, with options for its virtual machine. */
  public static FunctionNode start(Path data, List<String> options, Deadline deadline)
      throws InterruptedException {
    return start(data, options, List.of(), deadline);
  }

  /**
   * Starts one.
   *
   * @param options for its virtual machine
   * @param more for the node
   */
  static FunctionNode start(Path data, List<String> options, List<String> more, Deadline deadline)
      throws InterruptedException {
    var arguments = new ArrayList<>(options);
    arguments.addAll(
        List.of("dev.hearth.node.Main", "up", "--port", "0", "--data", data.toString()));
    arguments.addAll(more);
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

  public int port() {
    return uri.getPort();
  }

  /** Deploys what a function's manifest says. */
  public void deploy(String name, String manifest) throws IOException, InterruptedException {
    put("/admin/v1/functions/" + name, manifest);
  }

  /** Puts something there. */
  public void put(String path, String body) throws IOException, InterruptedException {
    String _ = call(to(path).PUT(BodyPublishers.ofString(body)));
  }

  String post(String path, String body) throws IOException, InterruptedException {
    return call(to(path).POST(BodyPublishers.ofString(body)));
  }

  /** What it answers to a GET. */
  public String get(String path) throws IOException, InterruptedException {
    return call(to(path).GET());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(uri.resolve(path)).timeout(CALL_LIMIT);
  }

  private String call(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("the node answered " + answer.statusCode() + answer.body());
    }
    return answer.body();
  }

  @Override
  public void close() {
    client.shutdownNow();
    process.close();
  }
}
