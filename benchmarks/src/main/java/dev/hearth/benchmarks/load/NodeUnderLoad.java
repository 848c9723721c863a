package dev.hearth.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.stream.Stream;

/** A node in a process of its own, on this one's class path. */
public final class NodeUnderLoad implements AutoCloseable {
  private static final String READY = "Hearth is ready on ";
  private static final Duration CALL_LIMIT = Duration.ofMinutes(10);
  private static final long STOP_SECONDS = 60;

  private final Process process;
  private final Thread stopper;
  private final URI uri;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private NodeUnderLoad(Process process, Thread stopper, URI uri) {
    this.process = process;
    this.stopper = stopper;
    this.uri = uri;
  }

  /** Starts one and waits until it is ready; what it logs goes to a file beside the data. */
  public static NodeUnderLoad start(Path data, String... options) throws IOException {
    return start(data, List.of(), options);
  }

  /**
   * The same.
   *
   * @param up more arguments of {@code up}
   * @param options of its virtual machine
   */
  static NodeUnderLoad start(Path data, List<String> up, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xms32m"));
    command.add("-XX:TrimNativeHeapInterval=10000");
    command.addAll(List.of(options));
    command.addAll(List.of("dev.hearth.node.Main", "up", "--port", "0", "--data", data + ""));
    command.addAll(up);
    var builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(new java.io.File(data + ".log")));
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    Process process = builder.start();
    // However this process ends in order, the node ends with it.
    var stopper = new Thread(process::destroy, "stopper");
    Runtime.getRuntime().addShutdownHook(stopper);
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        return new NodeUnderLoad(
            process, stopper, URI.create(line.substring(READY.length()).split(" ", 2)[0]));
      }
    }
    process.destroyForcibly();
    throw new IOException("the node did not start; see " + data + ".log");
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

  /** What it answers, 200 or not; names and values of headers are in turns. */
  public HttpResponse<String> call(String method, String path, String body, String... headers) {
    try {
      var request =
          HttpRequest.newBuilder(uri.resolve(path))
              .timeout(CALL_LIMIT)
              .method(method, BodyPublishers.ofString(body));
      if (headers.length > 0) {
        request.headers(headers);
      }
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What it answers where it does what is asked. */
  public String done(String method, String path, String body, String... headers) {
    HttpResponse<String> answer = call(method, path, body, headers);
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          "%s %s was answered %d %s".formatted(method, path, answer.statusCode(), answer.body()));
    }
    return answer.body();
  }

  /** CPU it has used, in nanoseconds. */
  long cpuNanos() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /** Resident memory in MiB. */
  double residentMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1_024)
        .findFirst()
        .orElse(0);
  }

  long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
      return files.count();
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().onExit().join();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(stopper);
    } catch (IllegalStateException _) {
      // The hook is running and does the same.
      return;
    }
  }
}
