package dev.hearth.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Warm invocations a second through the whole kernel on one thread, and bytes for each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {
  @Param({"1000", "50000"})
  int pools;

  @Param({"0", "32"})
  int inFlight;

  @SuppressWarnings("NullAway.Init") // set up by the harness
  private WarmKernel kernel;

  @Setup(Level.Trial)
  public void warm() {
    kernel = new WarmKernel(pools, inFlight);
  }

  @Benchmark
  public long invocation() {
    return kernel.invoke();
  }
}
