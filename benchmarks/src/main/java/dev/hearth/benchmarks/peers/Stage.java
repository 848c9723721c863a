package dev.hearth.benchmarks.peers;

import dev.hearth.benchmarks.ChildProcess;
import dev.hearth.benchmarks.Deadline;
import dev.hearth.benchmarks.TemporaryDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Where peers run: a directory and processes that go when this closes. */
final class Stage implements AutoCloseable {
  private static final double LIMIT_SECONDS = 120;

  private final TemporaryDirectory directory;
  private final Deque<Runnable> open = new ArrayDeque<>();
  private final PeersOptions options;

  Stage(PeersOptions options) throws IOException {
    this.options = options;
    directory = new TemporaryDirectory();
  }

  PeersOptions options() {
    return options;
  }

  Path directory() {
    return directory.path();
  }

  Deadline deadline() {
    return Deadline.in(LIMIT_SECONDS);
  }

  /** Does something when this closes; what was kept last is done first. */
  void atEnd(Runnable closing) {
    open.addFirst(closing);
  }

  ChildProcess kept(ChildProcess process) {
    atEnd(process::close);
    return process;
  }

  /** Starts a program that prints its port first. */
  int portOf(String name, List<String> command) throws InterruptedException {
    return Integer.parseInt(kept(ChildProcess.start(name, command, Map.of())).line(deadline()));
  }

  /** Writes a file of this package's resources, and says where it is. */
  Path resource(String name) throws IOException {
    Path file = directory().resolve(name);
    try (InputStream in = Stage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("'" + name + "' is missing from the class path");
      }
      Files.copy(in, file);
    }
    return file;
  }

  /** Starts a program and waits until a port of its answers. */
  void await(int port, Process process) throws IOException, InterruptedException {
    Deadline deadline = deadline();
    while (process.isAlive() && deadline.nanosLeft() > 1) {
      try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.isConnected()) {
          return;
        }
      } catch (java.net.ConnectException _) {
        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
      }
    }
    throw new IOException("nothing listens on port " + port);
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The first line that a command prints. */
  static String said(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return all.lines().findFirst().orElse("");
  }

  @Override
  public void close() throws IOException {
    open.forEach(Runnable::run);
    directory.close();
  }
}
