package dev.hearth.sandbox;

import dev.hearth.sandbox.zygote.ZygoteConfig;
import dev.hearth.sandbox.zygote.ZygoteProvider;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class ZygoteConformanceIT extends SandboxContainment {
  private static final String GROUPS = "hearth-zygote-" + ProcessHandle.current().pid() + "-*";

  @TempDir static Path directory;

  @Override
  SandboxProvider provider() {
    return new ZygoteProvider(ZygoteConfig.DEFAULTS);
  }

  @Override
  Optional<Program> program(Probe probe) throws IOException {
    if (probe == Probe.ANSWERS_TWICE) {
      return Optional.empty(); // a function answers by returning, which it does once
    }
    return Optional.of(program("probe." + probe.name().toLowerCase(Locale.ROOT)));
  }

  @Override
  Program broken() throws IOException {
    return program("probe.absent");
  }

  static Program program(String handler) throws IOException {
    return PythonProbes.program(directory, handler, LIMITS, Map.of("PROBE", "a value of its own"));
  }

  @Override
  List<String> leftovers() throws IOException {
    var all = new ArrayList<String>();
    for (String hierarchy : List.of("cpu", "memory", "pids", "freezer", ".")) {
      Path at = Path.of("/sys/fs/cgroup", hierarchy);
      if (Files.isDirectory(at)) {
        groups(at, all);
      }
    }
    all.add("mounts: " + Files.readAllLines(Path.of("/proc/self/mounts")).size());
    all.add("sockets: " + sockets());
    return all;
  }

  private static void groups(Path hierarchy, List<String> all) throws IOException {
    try (DirectoryStream<Path> nodes = Files.newDirectoryStream(hierarchy, GROUPS)) {
      for (Path node : nodes) {
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(node, Files::isDirectory)) {
          for (Path group : groups) {
            all.add(group + ": " + Files.readString(group.resolve("cgroup.procs")));
          }
        }
      }
    }
  }

  private static long sockets() throws IOException {
    long count = 0;
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : open) {
        try {
          count += Files.readSymbolicLink(descriptor).toString().startsWith("socket:") ? 1 : 0;
        } catch (IOException e) {
          // the descriptor of this very listing
        }
      }
    }
    return count;
  }
}
