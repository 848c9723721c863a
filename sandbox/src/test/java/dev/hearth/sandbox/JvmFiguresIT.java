package dev.hearth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.sandbox.jvm.FunctionJar;
import dev.hearth.sandbox.jvm.HandlerForms;
import dev.hearth.sandbox.jvm.JvmProvider;
import dev.hearth.sandbox.jvm.Programs;
import dev.hearth.sandbox.jvm.StatefulFunctions;
import dev.hearth.sandbox.process.ProcessSandboxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sharing a process is worth for Java functions; {@code -Dhearth.figures=jvm} measures it. */
final class JvmFiguresIT {
  private static final int SANDBOXES = 20;
  private static final int STARTS = Integer.getInteger("hearth.figures.starts", 15);

  @TempDir static Path folder;

  @BeforeAll
  static void wanted() {
    assumeTrue("jvm".equals(System.getProperty("hearth.figures")), "-Dhearth.figures=jvm measures");
  }

  private static Sandbox sandbox(SandboxProvider provider, Program program) {
    Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE);
    sandbox.specialise(program);
    return sandbox;
  }

  private static double median(List<Long> nanos) {
    var sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2) / 1e6;
  }

  /** A node with that many photons, to be measured from outside; ends when its input does. */
  static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    var photons = JvmProvider.photons();
    Program program =
        Programs.java(jar, StatefulFunctions.SUMS.class.getName(), ProgramLimits.DEFAULTS);
    photons.prepare(program);
    var sandboxes = new ArrayList<Sandbox>();
    for (int i = 0; i < count; i++) {
      Sandbox sandbox = sandbox(photons, program);
      sandboxes.add(sandbox);
      Calls.answer(sandbox, "[1,2,3]");
    }
    System.out.println("ready");
    System.in.read();
    sandboxes.forEach(Sandbox::close);
  }

  private static Process node(Path jar, int count) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            JvmFiguresIT.class.getName(),
            jar.toString(),
            Integer.toString(count))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static long pss(Process process) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup")).stream()
        .filter(line -> line.startsWith("Pss:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  private static long pssOf(Path jar, int processes, int each) throws IOException {
    var nodes = new ArrayList<Process>();
    try {
      for (int i = 0; i < processes; i++) {
        Process node = node(jar, each);
        nodes.add(node);
        assertThat(node.inputReader().readLine()).isEqualTo("ready");
      }
      long sum = 0;
      for (Process node : nodes) {
        sum += pss(node);
      }
      return sum;
    } finally {
      nodes.forEach(Process::destroyForcibly);
    }
  }

  @Test
  void memoryOfManyInOneProcess() throws IOException {
    Path jar = FunctionJar.of(folder, StatefulFunctions.class);
    long apart = pssOf(jar, SANDBOXES, 1);
    long together = pssOf(jar, 1, SANDBOXES);
    System.out.printf(
        "photons: %d sandboxes hold %.1f MiB (PSS) in one process, %.1f MiB in %d: %.1f times%n",
        SANDBOXES, together / 1024.0, apart / 1024.0, SANDBOXES, (double) apart / together);
    assertThat((double) apart / together).isGreaterThanOrEqualTo(5);
  }

  @Test
  void startAndFirstCallsWithSharedCode() {
    Path jar = FunctionJar.of(folder, StatefulFunctions.class);
    Program program =
        Programs.java(jar, StatefulFunctions.SUMS.class.getName(), ProgramLimits.DEFAULTS);
    var alone = new ArrayList<Long>();
    var shared = new ArrayList<Long>();
    try (var jvm = new JvmProvider();
        var photons = JvmProvider.photons()) {
      for (SandboxProvider provider : List.of(jvm, photons)) {
        provider.prepare(program);
        try (Sandbox warm = sandbox(provider, program)) {
          for (int i = 0; i < 500; i++) {
            Calls.answer(warm, "[]");
          }
        }
      }
      for (int i = 0; i < STARTS * 10; i++) {
        for (SandboxProvider provider : List.of(jvm, photons)) {
          long since = System.nanoTime();
          try (Sandbox sandbox = sandbox(provider, program)) {
            Calls.answer(sandbox, "[]");
            (provider == jvm ? alone : shared).add(System.nanoTime() - since);
          }
        }
      }
    }
    System.out.printf(
        "start and first call, median: %.2f ms in a class loader of its own, %.2f ms with shared"
            + " code: %.1f times%n",
        median(alone), median(shared), median(alone) / median(shared));
  }

  private static Program typed(Map<String, String> environment) {
    return new Program(
        "typed",
        "1",
        new Program.Language("java", "java25"),
        HandlerForms.Typed.class.getName(),
        Optional.empty(),
        Optional.of(FunctionJar.unpacked(folder, HandlerForms.class)),
        Optional.empty(),
        environment,
        new ProgramLimits(256L << 20, 2_000, 32L << 20, 64, 1, 64L << 10, 6L << 20),
        false,
        false,
        Map.of());
  }

  @Test
  void startOfAProcessWithAnAotCache() {
    try (var processes = new ProcessSandboxes(folder.resolve("process"))) {
      assumeTrue(processes.availability() instanceof Availability.Available, "no containers here");
      Program with = typed(Map.of());
      Program without = typed(Map.of("JAVA_TOOL_OPTIONS", "-XX:AOTMode=off"));
      processes.prepare(with);
      processes.prepare(without);
      var times = List.of(new ArrayList<Long>(), new ArrayList<Long>());
      for (int i = 0; i < STARTS; i++) {
        for (int which = 0; which < 2; which++) {
          Program program = which == 0 ? with : without;
          try (Sandbox sandbox = processes.create(program.limits(), SandboxListener.NONE)) {
            long since = System.nanoTime();
            sandbox.specialise(program);
            Calls.answer(sandbox, "{\"item\":\"tea\",\"count\":3}");
            times.get(which).add(System.nanoTime() - since);
          }
        }
      }
      double ratio = median(times.get(1)) / median(times.get(0));
      System.out.printf(
          "a Java process from its container to its first answer, median of %d: %.0f ms with the"
              + " AOT cache, %.0f ms without: %.1f times%n",
          STARTS, median(times.get(0)), median(times.get(1)), ratio);
      assertThat(ratio).isGreaterThanOrEqualTo(2);
    }
  }

  private static double perCall(Sandbox sandbox, String payload, int calls) {
    long[] nanos = new long[calls];
    for (int i = 0; i < calls; i++) {
      long since = System.nanoTime();
      Calls.answer(sandbox, payload);
      nanos[i] = System.nanoTime() - since;
    }
    Arrays.sort(nanos);
    return nanos[calls / 2] / 1e3;
  }

  @Test
  void hopOfAWorkflow() {
    String step = HandlerForms.First.class.getName();
    try (var jvm = new JvmProvider();
        var processes = new ProcessSandboxes(folder.resolve("hops"))) {
      assumeTrue(processes.availability() instanceof Availability.Available, "no containers here");
      Path jar = FunctionJar.of(folder, HandlerForms.class);
      Program one = Programs.java(jar, step, ProgramLimits.DEFAULTS);
      Program chain =
          Programs.java(
              jar, String.join(" -> ", Collections.nCopies(51, step)), ProgramLimits.DEFAULTS);
      Program python = Probes.python(Probe.ECHO);
      jvm.prepare(one);
      jvm.prepare(chain);
      processes.prepare(python);
      try (Sandbox alone = sandbox(jvm, one);
          Sandbox chained = sandbox(jvm, chain);
          Sandbox container = sandbox(processes, python)) {
        perCall(alone, "[1,2,3]", 5_000);
        perCall(chained, "[1,2,3]", 5_000);
        perCall(container, "[1,2,3]", 200);
        double hop =
            Math.max(
                0.001,
                (perCall(chained, "[1,2,3]", 5_000) - perCall(alone, "[1,2,3]", 5_000)) / 50);
        double containerHop = perCall(container, "[1,2,3]", 1_000);
        System.out.printf(
            "faastlane: a hop takes %.3f us in a workflow, %.0f us to a container: %.0f times%n",
            hop, containerHop, containerHop / hop);
        assertThat(containerHop / hop).isGreaterThanOrEqualTo(100);
      }
    }
  }
}
