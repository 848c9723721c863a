package dev.hearth.node;

import java.io.BufferedReader;
import java.io.File;
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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A node in a process of its own, as {@code hearth up} starts it, and a client of it. */
final class NodeProcess implements AutoCloseable {
  private static final String READY = "Hearth is ready on ";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Process process;
  private final Path errors;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private URI uri = URI.create("http://unknown");

  private NodeProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
  }

  /** Starts one and waits until it answers. */
  static NodeProcess start(Path data, String... arguments) {
    return start(List.of(), data, arguments);
  }

  /**
   * Starts one and waits until it answers.
   *
   * @param options of the virtual machine
   */
  static NodeProcess start(List<String> options, Path data, String... arguments) {
    NodeProcess node = launch(options, data, arguments);
    try {
      node.awaitReady();
      return node;
    } catch (RuntimeException | Error e) {
      node.close();
      throw e;
    }
  }

  /** Starts one that may not get as far as to answer. */
  static NodeProcess launch(List<String> options, Path data, String... arguments) {
    try {
      Path errors = Files.createTempFile("hearth-node", ".log");
      List<String> command = java(options);
      command.addAll(List.of("dev.hearth.node.Main", "up", "--data", data.toString()));
      if (!Arrays.asList(arguments).contains("--port")) {
        command.addAll(List.of("--port", "0"));
      }
      command.addAll(List.of(arguments));
      var builder = new ProcessBuilder(command).redirectError(errors.toFile());
      return new NodeProcess(builder.start(), errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command that runs a class of the node. */
  static List<String> java(List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath(), "--enable-native-access=ALL-UNNAMED"));
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(options);
    return command;
  }

  private static String classPath() {
    String[] all = System.getProperty("java.class.path").split(File.pathSeparator);
    return String.join(
        File.pathSeparator,
        Arrays.stream(all).filter(entry -> !entry.endsWith("test-classes")).toList());
  }

  private void awaitReady() {
    try {
      BufferedReader output = process.inputReader();
      String line = output.readLine();
      while (line != null && !line.startsWith(READY)) {
        line = output.readLine();
      }
      if (line == null) {
        throw new AssertionError("the node did not start: " + errors());
      }
      uri = URI.create(line.substring(READY.length()).split(" ", 2)[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI uri() {
    return uri;
  }

  CompletableFuture<HttpResponse<String>> later(
      String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri.resolve(path))
            .timeout(LIMIT)
            .method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.sendAsync(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> call(String method, String path, String body) {
    return later(method, path, body).join();
  }

  HttpResponse<String> deploy(String name, Path file, String more) {
    return call(
        "PUT",
        "/admin/v1/models/" + name,
        "kind: Model\nname: %s\nfrom: file:%s\n%s".formatted(name, file, more));
  }

  HttpResponse<String> infer(String model, String body) {
    return call("POST", "/v2/models/" + model + "/infer", body);
  }

  JsonNode json(String path) {
    HttpResponse<String> answer = call("GET", path, "");
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + " answered " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  double metric(String series) {
    return new Metrics(call("GET", "/metrics", "").body()).value(series);
  }

  /** What it wrote to its standard error. */
  String errors() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal such as {@code TERM}. */
  void signal(String name) {
    try {
      String pid = Long.toString(process.pid());
      new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Kills it as {@code kill -9} does, and waits until it is gone. */
  void kill() {
    process.destroyForcibly();
    exitStatus();
  }

  boolean running() {
    return process.isAlive();
  }

  /** Waits for its end. */
  int exitStatus() {
    try {
      if (!process.waitFor(LIMIT)) {
        throw new AssertionError("the node did not end within " + LIMIT);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    process.destroyForcibly();
    exitStatus();
    try {
      Files.deleteIfExists(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
