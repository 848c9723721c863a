package dev.hearth.sandbox;

import java.util.Optional;

/** Python in {@code process}. */
class PythonProcessConformanceIT extends ProcessConformance {
  @Override
  Optional<Program> program(Probe probe) {
    return Optional.of(Probes.python(probe));
  }

  @Override
  Program broken() {
    return Probes.program(
        "python", "python3.11", "python", "probe.missing", SandboxConformance.LIMITS);
  }
}
