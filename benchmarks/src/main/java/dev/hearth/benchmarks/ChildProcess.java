package dev.hearth.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A Java process of this benchmark that is told what to do line by line and answers likewise. It
 * ends when this is closed, and with this process, however that ends in order; one that reads
 * commands also ends with its input.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final String name;
  private final Process process;
  private final PrintWriter commands;
  private final LinkedBlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
  private final Thread stopper = new Thread(this::stop, "stopper");

  private ChildProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    Runtime.getRuntime().addShutdownHook(stopper);
    Thread.ofPlatform().daemon(true).name(name + "-lines").start(this::readLines);
  }

  /**
   * Starts one.
   *
   * @param arguments of {@code java}: options, class and its arguments
   */
  static ChildProcess java(String name, String classPath, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath, "--enable-native-access=ALL-UNNAMED"));
    command.addAll(arguments);
    return start(name, command, Map.of());
  }

  /** Starts any command, which must become the Java process, with more of an environment. */
  public static ChildProcess start(
      String name, List<String> command, Map<String, String> environment) {
    try {
      var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().putAll(environment);
      return new ChildProcess(name, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One on this process's own class path. */
  public static ChildProcess of(Class<?> main, String... arguments) {
    List<String> all = new ArrayList<>(List.of(main.getName()));
    all.addAll(List.of(arguments));
    return java(main.getSimpleName(), System.getProperty("java.class.path"), all);
  }

  private void readLines() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      reader.lines().forEach(line -> lines.add(Optional.of(line)));
    } catch (IOException | UncheckedIOException _) {
      lines.add(Optional.empty());
    }
    lines.add(Optional.empty());
  }

  public void command(String line) {
    commands.println(line);
  }

  /** The next line it prints. */
  public String line(Deadline deadline) throws InterruptedException {
    Optional<String> line = lines.poll(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    if (line == null) {
      throw new IllegalStateException(name + " said nothing in time");
    }
    return line.orElseThrow(() -> new IllegalStateException(name + " ended too early"));
  }

  long pid() {
    return process.pid();
  }

  /** CPU it has used. */
  long cpuNanos() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  private void stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(stopper);
    } catch (IllegalStateException _) {
      // The hook is running and does the same.
      return;
    }
  }
}
