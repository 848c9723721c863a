package dev.hearth.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/** The probes in Python. */
final class PythonProbes {
  private PythonProbes() {}

  /** A probe as a program whose code is in a directory, written there if it is not yet. */
  static Program program(
      Path directory, String handler, ProgramLimits limits, Map<String, String> environment)
      throws IOException {
    Path file = directory.resolve("probe.py");
    if (!Files.exists(file)) {
      try (InputStream text = PythonProbes.class.getResourceAsStream("zygote/probe.py")) {
        Files.copy(text, file);
      }
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return new Program(
        handler.substring(handler.indexOf('.') + 1),
        "1",
        new Program.Language("python", "python3.11"),
        handler,
        Optional.empty(),
        Optional.of(directory),
        Optional.empty(),
        environment,
        limits,
        false,
        false,
        Map.of());
  }
}
