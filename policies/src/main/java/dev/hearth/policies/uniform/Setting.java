package dev.hearth.policies.uniform;

import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Suite;
import dev.hearth.policies.parameter.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is the same for all instances, and how many there are.
 *
 * @param timeout how long a batch waits; what the objective leaves where it is empty
 * @param cpuMillis the pool's own where it is empty
 * @param gpuPercent the pool's own where it is empty
 * @param byRate whether instances are counted by the rate, else by what is in hand
 */
record Setting(
    int batch,
    OptionalLong timeout,
    OptionalInt cpuMillis,
    OptionalInt gpuPercent,
    boolean byRate,
    double safety,
    long checkNanos,
    int patience,
    int keep,
    int maxInstances) {
  private static final String OWN = "own";
  private static final double MOST_CORES = 10_000;
  private static final double MOST_PERCENT = 100_000;
  private static final long LONGEST_TIMEOUT = 60_000_000_000L;

  static List<Suite.Parameter> parameters(Suite.Parameter... first) {
    var all = new ArrayList<>(List.of(first));
    all.addAll(
        List.of(
            new Suite.Parameter("cpu", "cores", OWN, "of an instance: cores, or own"),
            new Suite.Parameter("gpu", "percent", OWN, "of an instance: percent, or own"),
            new Suite.Parameter("by", "", "rate", "what instances are counted by: rate or queue"),
            new Suite.Parameter("safety", "", "1.1", "factor on the latencies of the profile"),
            new Suite.Parameter("check", "time", "10s", "between decisions on scale"),
            new Suite.Parameter("patience", "checks", "3", "checks before too many go"),
            new Suite.Parameter("keep", "instances", "1", "instances kept without load"),
            new Suite.Parameter("max-instances", "", "64", "most started at one check")));
    return all;
  }

  static Setting batched(Parameters parameters) {
    var timeout = parameters.text("timeout");
    return of(
        parameters,
        parameters.count("batch", 1),
        timeout.equals("objective")
            ? OptionalLong.empty()
            : OptionalLong.of(parameters.nanos("timeout")));
  }

  static Setting single(Parameters parameters) {
    return of(parameters, 1, OptionalLong.of(0));
  }

  private static Setting of(Parameters parameters, int batch, OptionalLong timeout) {
    return new Setting(
        batch,
        timeout,
        ownOr(parameters, "cpu", MOST_CORES, 1_000),
        ownOr(parameters, "gpu", MOST_PERCENT, 1),
        byRate(parameters.text("by")),
        parameters.number("safety", 1, 10),
        Math.max(1_000_000, parameters.nanos("check")),
        parameters.count("patience", 1),
        parameters.count("keep", 0),
        parameters.count("max-instances", 1));
  }

  private static OptionalInt ownOr(
      Parameters parameters, String name, double most, double inUnits) {
    return parameters.text(name).equals(OWN)
        ? OptionalInt.empty()
        : OptionalInt.of((int) Math.round(parameters.number(name, 0, most) * inUnits));
  }

  private static boolean byRate(String by) {
    if (!by.equals("rate") && !by.equals("queue")) {
      throw new IllegalArgumentException(
          "parameter 'by' of uniform batching must be rate or queue, not '%s'".formatted(by));
    }
    return by.equals("rate");
  }

  Resources resources(Resources own) {
    return new Resources(
        cpuMillis.orElse(own.cpuMillis()), gpuPercent.orElse(own.gpuPercent()), own.memoryBytes());
  }

  long timeoutNanos(long objectiveNanos, double batchMillis) {
    long left = Math.min(objectiveNanos, LONGEST_TIMEOUT) - Math.round(batchMillis * 1e6);
    return timeout.orElse(Math.max(0, left));
  }
}
