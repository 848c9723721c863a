package dev.hearth.benchmarks;

import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The kernel's gate: on one thread at 1,000 pools at least a million warm invocations a second, and
 * not a byte allocated for any. Prints what was measured; exits with 1 where the gate is missed.
 */
public final class KernelGate {
  private static final double INVOCATIONS_A_SECOND = 1_000_000;

  /** Below one byte an invocation is the profiler's own noise. */
  private static final double BYTES_AN_INVOCATION = 1;

  private KernelGate() {}

  public static void main(String[] arguments) throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(KernelBenchmark.class.getSimpleName())
            .param("pools", "1000")
            .addProfiler(GCProfiler.class)
            .build();
    boolean passed = new Runner(options).run().stream().allMatch(KernelGate::passes);
    System.exit(passed ? 0 : 1);
  }

  private static boolean passes(RunResult result) {
    double rate = result.getPrimaryResult().getScore();
    double bytes =
        Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm")).getScore();
    boolean passes = rate >= INVOCATIONS_A_SECOND && bytes < BYTES_AN_INVOCATION;
    System.out.printf(
        "%s %s: %,.0f invocations/s, %.4f B/invocation%n",
        passes ? "passed" : "MISSED",
        List.of(result.getParams().getParam("pools"), result.getParams().getParam("inFlight")),
        rate,
        bytes);
    return passes;
  }
}
