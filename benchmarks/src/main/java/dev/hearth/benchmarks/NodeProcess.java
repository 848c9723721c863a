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
import java.util.concurrent.locks.LockSupport;

/** A node in its own process, from the folder of jars, with the launcher's options. */
final class NodeProcess implements AutoCloseable {
  private static final String READY = "Hearth is ready on ";
  private static final Duration CALL_LIMIT = Duration.ofSeconds(60);
  private static final long POLL_NANOS = 50_000_000;

  private final ChildProcess process;
  private final URI uri;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private NodeProcess(ChildProcess process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  static NodeProcess start(Path home, Path data, List<String> options, Deadline deadline)
      throws InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.add("--sun-misc-unsafe-memory-access=allow");
    arguments.add("-XX:+ExitOnOutOfMemoryError");
    arguments.addAll(options);
    arguments.addAll(List.of("dev.hearth.node.Main", "up", "--port", "0"));
    arguments.addAll(List.of("--data", data.toString()));
    ChildProcess process = ChildProcess.java("the node", home.resolve("lib") + "/*", arguments);
    try {
      String line = process.line(deadline);
      while (!line.startsWith(READY)) {
        line = process.line(deadline);
      }
      String address = line.substring(READY.length()).split(" ", 2)[0];
      return new NodeProcess(process, URI.create(address));
    } catch (RuntimeException | InterruptedException e) {
      process.close();
      throw e;
    }
  }

  /**
   * How a model is deployed.
   *
   * @param maxDelay such as {@code 2ms}: how long a free instance waits for a batch to fill
   */
  record Shape(int maxSize, String maxDelay, int instances) {}

  URI uri() {
    return uri;
  }

  ThreadTimes times() {
    return ThreadTimes.of(process.pid(), process.cpuNanos());
  }

  /** Deploys the model and waits until all its instances idle. */
  void deploy(String name, Path model, Shape shape, Deadline deadline)
      throws IOException, InterruptedException {
    String manifest =
        """
        kind: Model
        name: %s
        from: "file:%s"
        batching: {max-size: %d, max-delay: %s}
        scale: {min: %d, max: %d, zero-after: 10m}
        resources: {cpu: 1, memory: 256MiB}
        """
            .formatted(
                name,
                model.toAbsolutePath(),
                shape.maxSize(),
                shape.maxDelay(),
                shape.instances(),
                shape.instances());
    call(to("/admin/v1/models/" + name).PUT(BodyPublishers.ofString(manifest)));
    while (metric("hearth_instances{model=\"" + name + "\",state=\"idle\"}") < shape.instances()) {
      if (deadline.nanosLeft() == 1) {
        throw new IllegalStateException("the instances of '" + name + "' are not ready in time");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  void remove(String name) throws IOException, InterruptedException {
    call(to("/admin/v1/models/" + name).DELETE());
  }

  Batches batches(String name) throws IOException, InterruptedException {
    String text = call(to("/metrics").GET());
    String labels = "{model=\"" + name + "\"}";
    return new Batches(
        value(text, "hearth_batch_size_count" + labels),
        value(text, "hearth_batch_size_sum" + labels));
  }

  /** Runs so far, and the rows in them. */
  record Batches(double runs, double rows) {
    double meanSince(Batches earlier) {
      return (rows - earlier.rows) / (runs - earlier.runs);
    }
  }

  private double metric(String name) throws IOException, InterruptedException {
    return value(call(to("/metrics").GET()), name);
  }

  /** The sum over a model's versions: their label stands last. */
  private static double value(String text, String series) {
    String start = series.substring(0, series.length() - 1) + ",version=";
    return text.lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
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
