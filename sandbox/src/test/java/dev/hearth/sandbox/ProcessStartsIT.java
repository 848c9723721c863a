package dev.hearth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.sandbox.process.ProcessSandboxes;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where a cold start goes, with and without containers made in advance, beside an interpreter on
 * its own; in turns. {@code -Dhearth.sandbox.starts=200} makes a measurement of it.
 */
class ProcessStartsIT {
  private static final int STARTS = Integer.getInteger("hearth.sandbox.starts", 5);
  private static final int CALLS = 200 * STARTS;

  @TempDir Path directory;
  private final Map<String, List<Long>> took = new TreeMap<>();

  @Test
  void startsAndCalls() throws Exception {
    try (var plain = new ProcessSandboxes(directory.resolve("plain"));
        var spare = new ProcessSandboxes(directory.resolve("spare"), 2)) {
      assumeTrue(
          plain.availability() instanceof Availability.Available
              && spare.availability() instanceof Availability.Available,
          () -> "process is not available here: " + plain.availability());
      for (int i = -2; i < STARTS; i++) {
        start("python", plain, Probes.python(Probe.ECHO), i);
        start("python, spare", spare, Probes.python(Probe.ECHO), i);
        start("node", plain, Probes.node(Probe.ECHO), i);
        start("node, spare", spare, Probes.node(Probe.ECHO), i);
        bare("bare python3 -c 'import json'", i, "/usr/bin/python3", "-c", "import json");
        bare("bare node -e 0", i, "/usr/bin/node", "-e", "0");
      }
      call("warm call of python", plain, Probes.python(Probe.ECHO));
      call("warm call of node", plain, Probes.node(Probe.ECHO));
    }
    took.forEach(ProcessStartsIT::print);
    assertThat(took).isNotEmpty().allSatisfy((name, all) -> assertThat(all).isNotEmpty());
  }

  private void start(String name, SandboxProvider provider, Program program, int round) {
    long since = System.nanoTime();
    try (Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE)) {
      sandbox.specialise(program);
      Calls.answer(sandbox, "1");
      long took = System.nanoTime() - since;
      if (round >= 0) {
        add(name + ": start and first answer", took);
        for (Timeline.Phase phase : sandbox.timeline().phases()) {
          add(name + ": of it " + phase.name(), phase.nanos());
        }
        since = System.nanoTime();
      }
    }
    if (round >= 0) {
      add(name + ": end", System.nanoTime() - since);
    }
  }

  private void bare(String name, int round, String... command) throws Exception {
    long since = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectOutput(new File("/dev/null")).start();
    assertThat(process.waitFor()).isZero();
    if (round >= 0) {
      add(name, System.nanoTime() - since);
    }
  }

  private void call(String name, SandboxProvider provider, Program program) {
    try (Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE)) {
      sandbox.specialise(program);
      for (int i = -CALLS / 4; i < CALLS; i++) {
        long since = System.nanoTime();
        Calls.answer(sandbox, "1");
        if (i >= 0) {
          add(name, System.nanoTime() - since);
        }
      }
    }
  }

  private void add(String name, long nanos) {
    took.computeIfAbsent(name, key -> new ArrayList<>()).add(nanos);
  }

  private static void print(String name, List<Long> all) {
    List<Long> sorted = all.stream().sorted().toList();
    System.out.printf(
        "%-45s p50 %9.3f ms  p99 %9.3f ms  of %d%n",
        name,
        sorted.get(sorted.size() / 2) / 1e6,
        sorted.get(sorted.size() * 99 / 100) / 1e6,
        sorted.size());
  }
}
