package dev.hearth.sandbox.zygote;

import dev.hearth.sandbox.Availability;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.SandboxException.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What warm interpreters need of this machine: a directory, a socket, control groups. */
final class Workshop {
  private static final List<Path> NEEDED =
      List.of(Path.of("/usr/bin/bwrap"), Path.of("/usr/bin/python3"), Path.of("/bin/sh"));
  private static final int MAX_SOCKET_PATH = 100;

  private static final String PREFIX = "hearth-zygote-";
  private static final Path MEMORY = Path.of("/dev/shm");

  private final Path directory;
  private final @Nullable Path memory;
  private final Wire wire;
  private final Groups groups;

  Workshop() {
    try {
      long pid = ProcessHandle.current().pid();
      removeAbandoned(Path.of(System.getProperty("java.io.tmpdir")));
      directory = Files.createTempDirectory(PREFIX + pid + "-");
      if (Files.isWritable(MEMORY)) {
        removeAbandoned(MEMORY);
        memory = Files.createTempDirectory(MEMORY, PREFIX + pid + "-");
      } else {
        memory = null;
      }
      Path socket = Files.createDirectory(directory.resolve("run")).resolve("node");
      if (socket.toString().length() > MAX_SOCKET_PATH) {
        throw new SandboxException(
            Code.UNAVAILABLE,
            "the directory for temporary files has too long a name for sockets; set"
                + " java.io.tmpdir");
      }
      wire = new Wire(socket);
      String name = directory.getFileName().toString().substring(PREFIX.length());
      groups =
          new Groups(
              Hierarchies.ofThisMachine()
                  .orElseThrow(
                      () -> new SandboxException(Code.UNAVAILABLE, "there are no control groups")),
              name);
    } catch (IOException e) {
      throw new SandboxException(
          Code.UNAVAILABLE, "warm interpreters cannot be set up: " + e.getMessage(), e);
    }
  }

  /** What can be told without starting anything. */
  static Availability possible() {
    for (Path needed : NEEDED) {
      if (!Files.isExecutable(needed)) {
        return new Availability.Unavailable(
            needed + " is missing; install the packages bubblewrap and python3");
      }
    }
    try {
      if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") != 0) {
        return new Availability.Unavailable(
            "it needs root, to give each sandbox a user of its own");
      }
      if (Hierarchies.ofThisMachine().isEmpty()) {
        return new Availability.Unavailable(
            "there are no control groups for cpu, memory and pids under /sys/fs/cgroup");
      }
    } catch (IOException | UnsupportedOperationException e) {
      return new Availability.Unavailable("it runs on Linux only: " + e.getMessage());
    }
    return Availability.AVAILABLE;
  }

  @Nullable Path memory() {
    return memory;
  }

  Wire wire() {
    return wire;
  }

  Groups groups() {
    return groups;
  }

  Zygotes start(ZygoteConfig config) {
    try {
      return new Zygotes(directory, memory, wire, groups, config);
    } catch (IOException e) {
      throw new SandboxException(
          Code.UNAVAILABLE, "warm interpreters cannot be started: " + e.getMessage(), e);
    }
  }

  void close(@Nullable Zygotes zygotes) {
    wire.close();
    if (zygotes != null) {
      zygotes.close();
    }
    groups.close();
    removeTree(directory);
    if (memory != null) {
      removeTree(memory);
    }
  }

  /** Directories of nodes that were killed. */
  private static void removeAbandoned(Path parent) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path each : all) {
        String pid = each.getFileName().toString().substring(PREFIX.length()).split("-", 2)[0];
        if (pid.matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          removeTree(each);
        }
      }
    }
  }

  private static void removeTree(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(Workshop::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
