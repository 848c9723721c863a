package dev.hearth.simulator.workload;

import java.util.List;

/**
 * Functions that are invoked independently of each other and of what became of earlier invocations.
 *
 * @param processes when each function is invoked, in order of their handles
 * @param durations for how long each invocation runs, in the same order
 * @param sizes of the inputs
 */
public record ProcessWorkload(
    String name,
    List<FunctionProfile> functions,
    List<ArrivalProcess> processes,
    List<Durations> durations,
    InputSizes sizes,
    long lengthNanos,
    String fingerprint)
    implements Workload {
  /** Inputs without a size. */
  public ProcessWorkload(
      String name,
      List<FunctionProfile> functions,
      List<ArrivalProcess> processes,
      List<Durations> durations,
      long lengthNanos,
      String fingerprint) {
    this(name, functions, processes, durations, InputSizes.NONE, lengthNanos, fingerprint);
  }

  public ProcessWorkload {
    functions = List.copyOf(functions);
    processes = List.copyOf(processes);
    durations = List.copyOf(durations);
    if (functions.size() != processes.size() || functions.size() != durations.size()) {
      throw new IllegalArgumentException(
          "%d functions need as many processes and durations, not %d and %d"
              .formatted(functions.size(), processes.size(), durations.size()));
    }
    if (functions.size() >= Chunk.MOST_FUNCTIONS) {
      throw new IllegalArgumentException(
          "a workload has fewer than %d functions, not %d"
              .formatted(Chunk.MOST_FUNCTIONS, functions.size()));
    }
  }

  @Override
  public Arrivals arrivals(long seed) {
    return new ProcessArrivals(processes, durations, sizes, lengthNanos, seed);
  }
}
