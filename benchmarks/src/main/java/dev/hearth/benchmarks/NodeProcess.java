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
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A node in its own process, started by the launcher as a user would. */
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

  /**
   * Starts one by the launcher.
   *
   * @param root of a checkout that is built
   * @param options more options for its virtual machine, separated by blanks
   */
  static NodeProcess start(Path root, Path data, String options, Deadline deadline)
      throws InterruptedException {
    ChildProcess process =
        ChildProcess.start(
            "the node",
            List.of(
                root.resolve("hearth").toAbsolutePath().toString(),
                "up",
                "--port",
                "0",
                "--data",
                data.toString()),
            Map.of("JAVA_HOME", System.getProperty("java.home"), "HEARTH_JAVA_OPTS", options));
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

  URI uri() {
    return uri;
  }

  int port() {
    return uri.getPort();
  }

  long pid() {
    return process.pid();
  }

  ThreadTimes times() {
    return ThreadTimes.of(process.pid(), process.cpuNanos());
  }

  /** Deploys what a manifest says. */
  void deploy(String name, String manifest) throws IOException, InterruptedException {
    call(to("/admin/v1/models/" + name).PUT(BodyPublishers.ofString(manifest)));
  }

  /** Waits until so many instances are idle, and no others are left. */
  void awaitInstances(String name, int count, Deadline deadline)
      throws IOException, InterruptedException {
    while (instances(name, "idle") != count || instances(name, "") != count) {
      if (deadline.nanosLeft() == 1) {
        throw new IllegalStateException(
            "'" + name + "' has not " + count + " idle instances in time");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Instances of a model in a state, or in any where that is empty. */
  private long instances(String name, String state) throws IOException, InterruptedException {
    String start = "hearth_instances{model=\"" + name + "\",state=\"" + state;
    return call(to("/metrics").GET())
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
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

  /** What the node answers to a GET. */
  String get(String path) throws IOException, InterruptedException {
    return call(to(path).GET());
  }

  /** What the node answers to a POST. */
  String post(String path, String body) throws IOException, InterruptedException {
    return call(to(path).POST(BodyPublishers.ofString(body)));
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
