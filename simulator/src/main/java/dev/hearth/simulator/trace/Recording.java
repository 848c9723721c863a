package dev.hearth.simulator.trace;

import dev.hearth.kernel.Invocation;
import dev.hearth.simulator.workload.Arrival;
import dev.hearth.simulator.workload.Arrivals;
import dev.hearth.simulator.workload.FunctionProfile;
import dev.hearth.simulator.workload.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Invocations whose instants and execution times were recorded one by one. */
final class Recording {
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final List<FunctionProfile> functions = new ArrayList<>();
  private final Set<String> names = new TreeSet<>();
  private final Map<String, Integer> handles = new TreeMap<>();
  private long[] instants = new long[1_024];
  private long[] durations = new long[1_024];
  private int[] callees = new int[1_024];
  private int size;

  /** The function of a key, made when it is first met. */
  int function(String key, Supplier<FunctionProfile> profile) {
    var known = handles.get(key);
    if (known != null) {
      return known;
    }
    var made = profile.get();
    functions.add(made);
    names.add(made.name());
    handles.put(key, functions.size() - 1);
    return functions.size() - 1;
  }

  boolean isNamed(String name) {
    return names.contains(name);
  }

  /** One more, in any order. */
  void add(long instant, int function, long durationNanos) {
    if (size == instants.length) {
      instants = Arrays.copyOf(instants, size * 2);
      durations = Arrays.copyOf(durations, size * 2);
      callees = Arrays.copyOf(callees, size * 2);
    }
    instants[size] = instant;
    durations[size] = Math.max(1, durationNanos);
    callees[size++] = function;
  }

  int size() {
    return size;
  }

  /** All of them by their instants, equal ones as they came; it ends with a whole minute. */
  Workload workload(String name, String fingerprint) {
    var order =
        IntStream.range(0, size)
            .boxed()
            .sorted((a, b) -> Long.compare(instants[a], instants[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    var at = Arrays.stream(order).mapToLong(row -> instants[row]).toArray();
    var nanos = Arrays.stream(order).mapToLong(row -> durations[row]).toArray();
    var which = Arrays.stream(order).map(row -> callees[row]).toArray();
    long last = size == 0 ? 0 : at[size - 1];
    return new Recorded(
        name,
        List.copyOf(functions),
        (last / MINUTE_NANOS + 1) * MINUTE_NANOS,
        fingerprint,
        () -> new Replay(at, nanos, which));
  }

  private record Recorded(
      String name,
      List<FunctionProfile> functions,
      long lengthNanos,
      String fingerprint,
      Supplier<Arrivals> replay)
      implements Workload {
    @Override
    public Arrivals arrivals(long seed) {
      return replay.get();
    }
  }

  /** The same under every seed. */
  private static final class Replay implements Arrivals {
    private final long[] at;
    private final long[] nanos;
    private final int[] which;
    private int place;

    Replay(long[] at, long[] nanos, int[] which) {
      this.at = at;
      this.nanos = nanos;
      this.which = which;
    }

    @Override
    public long next() {
      return place == at.length ? Long.MAX_VALUE : at[place];
    }

    @Override
    public void take(Arrival into) {
      into.at = at[place];
      into.function = which[place];
      into.durationNanos = nanos[place++];
      into.caller = Invocation.NO_CALLER;
    }
  }
}
