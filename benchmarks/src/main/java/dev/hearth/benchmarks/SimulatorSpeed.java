package dev.hearth.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.hearth.policies.Registry;
import dev.hearth.simulator.laboratory.PolicyMix;
import dev.hearth.simulator.laboratory.Trial;
import dev.hearth.simulator.laboratory.TrialOptions;
import dev.hearth.simulator.workload.Generators;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Invocations a second through the whole kernel in the virtual world: arrivals made, decided on,
 * run, measured. One thread; run it with {@code -XX:+UseSerialGC}, and the processor time of the
 * process, collections with it, is that of one core. Says how many bytes of memory the process had
 * at most.
 */
public final class SimulatorSpeed {
  private static final double NANOS = 1e9;

  private record Round(long invocations, double seconds, double processorSeconds) {
    double rate() {
      return invocations / seconds;
    }

    double processorRate() {
      return invocations / processorSeconds;
    }
  }

  private SimulatorSpeed() {}

  public static void main(String[] arguments) throws IOException {
    var given = new Arguments(arguments);
    var workload = given.take("--generate=", "azure:functions=1000,hours=24,invocations=5M");
    var policies = List.of(given.take("--policies=", "fixed:keep-alive=10m").split(",", -1));
    int rounds = Integer.parseInt(given.take("--rounds=", "5"));
    int warmUp = Integer.parseInt(given.take("--warm-up=", "1"));
    given.requireNone();
    System.out.printf("%s, load average %s%n", workload, Machine.load());
    for (var each : policies) {
      measure(workload, PolicyMix.parse(each, new Registry()), warmUp, rounds);
    }
    System.out.println("most memory of the process: " + peakMemory());
  }

  private static void measure(String specification, PolicyMix policies, int warmUp, int rounds) {
    var measured = new ArrayList<Round>();
    for (int round = -warmUp; round < rounds; round++) {
      var result = round(specification, policies);
      if (round >= 0) {
        measured.add(result);
      }
    }
    var median = median(measured);
    System.out.printf(
        "%-24s %,12.0f invocations/s, %,12.0f by processor time; median of %d rounds of %,d in"
            + " %.1f s, load average %s%n",
        policies.label(),
        median.rate(),
        median.processorRate(),
        rounds,
        median.invocations(),
        median.seconds(),
        Machine.load());
  }

  private static Round median(List<Round> rounds) {
    var sorted = new ArrayList<>(rounds);
    sorted.sort(Comparator.comparingDouble(Round::processorRate));
    return sorted.get(sorted.size() / 2);
  }

  private static Round round(String specification, PolicyMix policies) {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var workload = Generators.make(specification);
    System.gc();
    long processor = system.getProcessCpuTime();
    long start = System.nanoTime();
    var measured = Trial.run(TrialOptions.unlimited(1), workload, policies);
    return new Round(
        measured.invocations(),
        (System.nanoTime() - start) / NANOS,
        (system.getProcessCpuTime() - processor) / NANOS);
  }

  /** What Linux says, nothing elsewhere. */
  private static String peakMemory() throws IOException {
    var status = Path.of("/proc/self/status");
    var lines = Files.exists(status) ? Files.readAllLines(status) : Collections.<String>emptyList();
    return lines.stream()
        .filter(line -> line.startsWith("VmHWM"))
        .map(line -> Arrays.asList(line.split("\\s+", -1)))
        .map(fields -> fields.get(1) + " " + fields.get(2))
        .findFirst()
        .orElse("unknown here");
  }
}
