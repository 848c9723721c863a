package dev.hearth.benchmarks.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, on one port through all its lives. Used by one thread. */
final class LiveNode implements AutoCloseable {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(60);
  private static final long START_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(90);
  private static final long STOP_SECONDS = 60;

  private final Stage stage;
  private final List<String> options;
  private final int port;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private volatile Process process;
  private volatile boolean closed;
  private int lives;

  /**
   * Starts one.
   *
   * @param options of its virtual machine
   */
  LiveNode(Stage stage, List<String> options) throws IOException {
    this.stage = stage;
    this.options = List.copyOf(options);
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    process = launch();
    awaitReady();
  }

  private Process launch() throws IOException {
    if (closed) {
      throw new IOException("it was closed and does not start again");
    }
    List<String> command = new ArrayList<>();
    stage
        .group()
        .ifPresent(
            group ->
                command.addAll(
                    List.of("sh", "-c", "echo $$ >\"$0\" && exec \"$@\"", group.members() + "")));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+ExitOnOutOfMemoryError"));
    command.add("-XX:TrimNativeHeapInterval=10000");
    command.addAll(options);
    command.addAll(List.of("dev.hearth.node.Main", "up", "--port", Integer.toString(port)));
    command.addAll(List.of("--data", stage.data().toString()));
    command.addAll(List.of("--clock-offset", clock().toString()));
    lives++;
    var log = ProcessBuilder.Redirect.appendTo(stage.file("node.log").toFile());
    var builder = new ProcessBuilder(command).redirectOutput(log).redirectError(log);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    return builder.start();
  }

  /** The file that moves its clock. */
  Path clock() {
    return stage.file("clock");
  }

  private void awaitReady() {
    long until = System.nanoTime() + START_LIMIT_NANOS;
    while (System.nanoTime() < until) {
      if (!process.isAlive()) {
        throw new IllegalStateException("the node ended with " + process.exitValue() + log());
      }
      try {
        if (send(request("/readyz").GET()).statusCode() == 200) {
          return;
        }
      } catch (UncheckedIOException _) {
        // not yet
      }
      Commands.pause(20);
    }
    throw new IllegalStateException("the node was not ready in time" + log());
  }

  /** What it said last. */
  String log() {
    try {
      String text = Files.readString(stage.file("node.log"));
      return ":\n" + text.substring(Math.max(0, text.length() - 4_000));
    } catch (IOException e) {
      return ": " + e.getMessage();
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  int lives() {
    return lives;
  }

  /** Kills it as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Starts it again, and waits until it is ready. */
  void restart() throws IOException {
    process = launch();
    awaitReady();
  }

  /** Ends it in order; its exit status, or -1 if it had to be killed. */
  int stop() throws InterruptedException {
    process.destroy();
    if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      return process.exitValue();
    }
    kill();
    return -1;
  }

  void put(String path, String body) {
    HttpResponse<String> answer = send(request(path).PUT(BodyPublishers.ofString(body)));
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          "PUT %s was answered %d %s".formatted(path, answer.statusCode(), answer.body()));
    }
  }

  String get(String path) {
    return send(request(path).GET()).body();
  }

  String infer(String model, String body) {
    return send(request("/v2/models/" + model + "/infer").POST(BodyPublishers.ofString(body)))
        .body();
  }

  /** The sum over the series of a metric. */
  double metric(String name) {
    return get("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(CALL_LIMIT);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** After an end in order nothing is left below it; otherwise its workers go with it. */
  @Override
  public void close() {
    closed = true;
    List<ProcessHandle> below = process.descendants().toList();
    kill();
    below.forEach(ProcessHandle::destroyForcibly);
    client.shutdownNow();
  }
}
