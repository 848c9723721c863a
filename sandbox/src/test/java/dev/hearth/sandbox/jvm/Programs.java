package dev.hearth.sandbox.jvm;

import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Programs of Java functions for tests. */
public final class Programs {
  private Programs() {}

  public static Program java(Path jar, String handler, ProgramLimits limits) {
    return java(jar, handler, limits, Map.of());
  }

  public static Program java(
      Path jar, String handler, ProgramLimits limits, Map<String, String> options) {
    return new Program(
        "probe",
        "1",
        new Program.Language("java", "java25"),
        handler,
        Optional.of(jar),
        Optional.empty(),
        Optional.empty(),
        Map.of("PROBE", "a secret value"),
        limits,
        false,
        true,
        options);
  }
}
