package dev.hearth.simulator.workload;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Resources;
import java.util.ArrayList;
import java.util.List;

/** Arrivals written down one by one, for tests. */
public final class Listed implements Workload {
  public static final long SECOND = 1_000_000_000L;
  public static final long MINUTE = 60 * SECOND;
  public static final long MIB = 1L << 20;

  private record Call(long at, int function, long durationNanos) {}

  private final List<FunctionProfile> functions = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private long length = 10 * MINUTE;

  /** One more function, whose start takes this long, all of it for its own code. */
  public Listed function(long memoryBytes, long startNanos) {
    functions.add(
        new FunctionProfile(
            "function-" + functions.size(),
            "application",
            new Configuration(Resources.of(100, memoryBytes), Batching.NONE, 1),
            new ColdStart(0, 0, 0, startNanos, 0)));
    return this;
  }

  /** One more arrival, not before the one before. */
  public Listed call(long at, int function, long durationNanos) {
    calls.add(new Call(at, function, durationNanos));
    return this;
  }

  public Listed length(long nanos) {
    length = nanos;
    return this;
  }

  @Override
  public String name() {
    return "listed";
  }

  @Override
  public List<FunctionProfile> functions() {
    return functions;
  }

  @Override
  public long lengthNanos() {
    return length;
  }

  @Override
  public String fingerprint() {
    return Integer.toHexString(calls.hashCode());
  }

  @Override
  public Arrivals arrivals(long seed) {
    return new Arrivals() {
      private int place;

      @Override
      public long next() {
        return place < calls.size() ? calls.get(place).at : Long.MAX_VALUE;
      }

      @Override
      public void take(Arrival into) {
        var call = calls.get(place++);
        into.at = call.at;
        into.function = call.function;
        into.durationNanos = call.durationNanos;
      }
    };
  }
}
