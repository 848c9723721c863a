package dev.hearth.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.oci.HostImage;
import dev.hearth.sandbox.oci.OciConfig;
import dev.hearth.sandbox.oci.OciSandboxes;
import dev.hearth.sandbox.oci.TestImage;
import dev.hearth.sandbox.process.ProcessSandboxes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Python in images. Without containers made in advance, so that what is left can be counted. */
class OciConformanceIT extends SandboxContainment {
  @TempDir static Path directory;

  private static String image = "";

  @Override
  SandboxProvider provider() {
    return new OciSandboxes(
        directory.resolve("oci"), new OciConfig(0, 0, OciConfig.DEFAULTS.images()));
  }

  private static String image() throws IOException, InterruptedException {
    if (image.isEmpty()) {
      var code = new TestImage.Layer().directory("var/task");
      code.file(
          "var/task/probe.py",
          0644,
          Files.readAllBytes(Probes.directory("python").resolve("probe.py")));
      try (InputStream bootstrap =
          Objects.requireNonNull(ProcessSandboxes.class.getResourceAsStream("bootstrap.py"))) {
        code.file("opt/bootstrap.py", 0644, bootstrap.readAllBytes());
      }
      Path layout =
          new TestImage()
              .layer(HostImage.python())
              .layer(code)
              .config(
                  "{\"Entrypoint\":[\"python3\",\"/opt/bootstrap.py\"],\"WorkingDir\":\"/var/task\"}")
              .layout(directory.resolve("image"), "latest");
      image = "oci:" + layout;
    }
    return image;
  }

  private static Program program(String handler) throws IOException, InterruptedException {
    return new Program(
        handler.replace('.', '-'),
        "1",
        new Program.Language("image", "image"),
        handler,
        Optional.empty(),
        Optional.empty(),
        Optional.of(image()),
        Map.of("PROBE", "a value with 'quotes' and $signs"),
        SandboxConformance.LIMITS,
        false,
        false,
        Map.of());
  }

  @Override
  Optional<Program> program(Probe probe) throws Exception {
    return Optional.of(program(Probes.handler(probe)));
  }

  @Override
  Program broken() throws Exception {
    return program("probe.missing");
  }

  @Override
  List<String> leftovers() throws IOException {
    var left = new ArrayList<String>();
    try (var controllers =
        Files.newDirectoryStream(Path.of("/sys/fs/cgroup"), Files::isDirectory)) {
      for (Path controller : controllers) {
        groups(controller).forEach(path -> left.add("group " + path));
      }
    }
    for (String part : List.of("sandboxes", "runc")) {
      try (Stream<Path> files = Files.list(directory.resolve("oci").resolve(part))) {
        files.forEach(path -> left.add("file " + path));
      }
    }
    Files.readAllLines(Path.of("/proc/self/mountinfo"), UTF_8).stream()
        .filter(line -> line.contains(directory.toString()))
        .forEach(line -> left.add("mount " + line));
    ProcessHandle.current().descendants().forEach(process -> left.add("process"));
    return left.stream().sorted().toList();
  }

  private static List<Path> groups(Path controller) throws IOException {
    var found = new ArrayList<Path>();
    try (var parents = Files.newDirectoryStream(controller, "hearth-oci-*")) {
      for (Path parent : parents) {
        try (var groups = Files.newDirectoryStream(parent, Files::isDirectory)) {
          groups.forEach(found::add);
        }
      }
    }
    return found;
  }
}
