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
    try (Stream<Path> groups = Files.walk(Path.of("/sys/fs/cgroup"), 4)) {
      groups
          .filter(path -> path.toString().matches(".*/hearth-[0-9a-f]+/.*"))
          .filter(Files::isDirectory)
          .forEach(path -> left.add("group " + path));
    }
    Path own = directory.resolve(getClass().getSimpleName());
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
}
