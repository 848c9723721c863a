package dev.hearth.sandbox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** An executable of one's own in {@code process}: a shell script that asks with curl. */
class ShellProcessConformanceIT extends ProcessConformance {
  /** What a shell cannot do, or what says nothing that others have not said. */
  private static final Set<Probe> LEFT_OUT = Set.of(Probe.CONNECTS, Probe.ANSWERS_MUCH);

  @Override
  Optional<Program> program(Probe probe) {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "there is no /usr/bin/curl");
    return LEFT_OUT.contains(probe)
        ? Optional.empty()
        : Optional.of(
            Probes.program(
                "provided",
                "provided.al2023",
                "shell",
                Probes.handler(probe),
                SandboxConformance.LIMITS));
  }

  /** Python makes many of the same containers. */
  @Override
  int created() {
    return 10;
  }

  @Override
  Program broken() {
    return Probes.program(
        "provided", "provided.al2023", "python", "none", SandboxConformance.LIMITS);
  }
}
