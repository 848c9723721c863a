package dev.hearth.simulator.workload;

/**
 * What a cold start costs where no trace says it: a microVM in 125 ms (Agache et al.,
 * "Firecracker", NSDI 2020), a language runtime in 200 ms, and packages and code in proportion to
 * memory. The latter are assumptions, chosen so that a function of 170 MiB, the median that Azure
 * reports, starts in about 1.2 s.
 *
 * @param sandboxNanos for every function
 * @param runtimeNanos for every function
 * @param librariesNanosPerMib for each MiB of the function's memory
 * @param modelNanosPerMib for each MiB of the function's memory
 */
public record ColdStartModel(
    long sandboxNanos, long runtimeNanos, long librariesNanosPerMib, long modelNanosPerMib) {
  public static final ColdStartModel USUAL =
      new ColdStartModel(125_000_000, 200_000_000, 3_000_000, 2_000_000);

  /** The phases of a function with this much memory. */
  public ColdStart of(long memoryBytes) {
    double mib = memoryBytes / (double) (1L << 20);
    return new ColdStart(
        sandboxNanos,
        runtimeNanos,
        (long) (librariesNanosPerMib * mib),
        (long) (modelNanosPerMib * mib),
        0);
  }
}
