package dev.hearth.sandbox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;

/** JavaScript in {@code process}. */
class NodeProcessConformanceIT extends ProcessConformance {
  @Override
  Optional<Program> program(Probe probe) {
    assumeTrue(opened().capabilities().languages().contains("node"), "there is no /usr/bin/node");
    return Optional.of(Probes.node(probe));
  }

  /** Python makes many of the same containers. */
  @Override
  int created() {
    return 10;
  }

  @Override
  Program broken() {
    return Probes.program("node", "nodejs20.x", "node", "probe.missing", SandboxConformance.LIMITS);
  }
}
