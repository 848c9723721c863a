package dev.hearth.sandbox;

import dev.hearth.sandbox.jvm.FunctionJar;
import dev.hearth.sandbox.jvm.ProbeFunctions;
import dev.hearth.sandbox.jvm.Programs;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Providers in this process contain nothing, so they have no probes that would have to be. */
abstract class JvmConformance extends SandboxConformance {
  @TempDir static Path folder;

  @Override
  Optional<Program> program(Probe probe) {
    if (probe == Probe.HOGS || probe == Probe.READS || probe == Probe.CONNECTS) {
      return Optional.empty();
    }
    return Arrays.stream(ProbeFunctions.class.getDeclaredClasses())
        .filter(type -> type.getSimpleName().equals(probe.name()))
        .findFirst()
        .map(
            type ->
                Programs.java(
                    FunctionJar.of(folder, ProbeFunctions.class), type.getName(), LIMITS));
  }

  @Override
  Program broken() {
    return Programs.java(FunctionJar.of(folder, ProbeFunctions.class), "no.Such", LIMITS);
  }

  /** Its threads that run functions have no name; those of a process are all it leaves. */
  @Override
  List<String> leftovers() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("hearth-jvm"))
        .sorted()
        .toList();
  }
}
