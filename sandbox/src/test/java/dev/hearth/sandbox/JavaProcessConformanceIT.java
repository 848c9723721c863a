package dev.hearth.sandbox;

import dev.hearth.sandbox.jvm.FunctionJar;
import dev.hearth.sandbox.jvm.ProbeFunctions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Java in {@code process}, by the runtime of the house. */
final class JavaProcessConformanceIT extends ProcessConformance {
  /** A Java virtual machine is not small. */
  private static final ProgramLimits ROOMY =
      new ProgramLimits(256L << 20, 1_000, 32L << 20, 64, 1, 64L << 10, 6L << 20);

  @Override
  Optional<Program> program(Probe probe) {
    return Arrays.stream(ProbeFunctions.class.getDeclaredClasses())
        .filter(type -> type.getSimpleName().equals(probe.name()))
        .findFirst()
        .map(type -> program(type.getName()));
  }

  private static Program program(String handler) {
    Path content = FunctionJar.unpacked(directory, ProbeFunctions.class);
    return new Program(
        "probe",
        "1",
        new Program.Language("java", "java25"),
        handler,
        Optional.empty(),
        Optional.of(content),
        Optional.empty(),
        Map.of("PROBE", "a value with spaces"),
        ROOMY,
        false,
        false,
        Map.of());
  }

  @Override
  int created() {
    return Integer.getInteger("hearth.sandbox.created", 10);
  }

  @Override
  Program broken() {
    return program("no.Such");
  }
}
