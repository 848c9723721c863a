package dev.hearth.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, from the jars as they are delivered. */
record DeliveredNode(Process process, String server) {
  static final Path JARS = Path.of("target", "hearth", "lib").toAbsolutePath();
  static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final String READY = "Hearth is ready on ";
  private static final int MINUTES = 3;

  /** Starts one that keeps its data in {@code directory}; returns when it answers. */
  static DeliveredNode start(Path directory) throws Exception {
    Process process =
        java(directory, "dev.hearth.node.Main", "up", "--port", "0", "--data", directory + "/data")
            .redirectError(directory.resolve("node.err").toFile())
            .start();
    String server =
        CompletableFuture.supplyAsync(() -> address(process)).get(MINUTES, TimeUnit.MINUTES);
    return new DeliveredNode(process, server);
  }

  /** What it prints after its address is left unread: it is little. */
  private static String address(Process process) {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    return lines
        .lines()
        .filter(line -> line.startsWith(READY))
        .map(line -> line.substring(READY.length()).split(" ", 2)[0])
        .findFirst()
        .orElseThrow(() -> new AssertionError("the node ended before it was ready"));
  }

  /** One of the delivered programs, to be run in a directory. */
  static ProcessBuilder java(Path directory, String main, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                JAVA,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                JARS + "/*",
                main));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(directory.toFile());
  }

  /** Ends it as Ctrl-C does; it must end well. */
  void stop() throws IOException, InterruptedException {
    process.destroy();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).isTrue();
    assertThat(process.exitValue()).isZero();
  }
}
