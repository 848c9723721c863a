package dev.hearth.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.process.ProcessSandboxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The provider {@code process} and what it leaves behind if it leaks. */
abstract class ProcessConformance extends SandboxContainment {
  @TempDir static Path directory;

  @Override
  SandboxProvider provider() {
    return new ProcessSandboxes(directory.resolve(getClass().getSimpleName()));
  }

  @Override
  List<String> leftovers() throws IOException {
    var left = new ArrayList<String>();
    Path own = directory.resolve(getClass().getSimpleName());
    String name = "hearth-" + Integer.toHexString(own.toAbsolutePath().normalize().hashCode());
    try (Stream<Path> hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
      for (Path hierarchy : hierarchies.toList()) {
        list(hierarchy.resolve(name), "group", left);
      }
    }
    list(Path.of("/sys/fs/cgroup", name), "group", left);
    for (String part : List.of("sandboxes", "runc")) {
      try (Stream<Path> files = Files.list(own.resolve(part))) {
        files.forEach(path -> left.add("file " + path));
      }
    }
    Files.readAllLines(Path.of("/proc/self/mountinfo"), UTF_8).stream()
        .filter(line -> line.contains(own.toString()))
        .forEach(line -> left.add("mount " + line));
    ProcessHandle.current().descendants().forEach(process -> left.add("process"));
    return left.stream().sorted().toList();
  }

  /** What is in a directory; of a control group only groups, since its files are the kernel's. */
  private static void list(Path directory, String what, List<String> into) throws IOException {
    if (Files.isDirectory(directory)) {
      try (Stream<Path> entries = Files.list(directory)) {
        entries
            .filter(entry -> what.equals("file") || Files.isDirectory(entry))
            .forEach(entry -> into.add(what + " " + entry));
      }
    }
  }
}
