package dev.hearth.functions.account;

import dev.hearth.functions.FunctionVersion;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.Loop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what calls use, each rounded up to the millisecond, and writes it down every second: a
 * node that is killed forgets at most the last one. Owned by the event loop.
 */
public final class Meter {
  private static final Logger LOG = LoggerFactory.getLogger(Meter.class);
  private static final long FLUSH_MILLIS = 1_000;
  private static final long DAY_MILLIS = 86_400_000;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int MIB_SHIFT = 20;

  /** Different sums between two flushes; calls beyond that are written down at once. */
  private static final int MAX_SUMS = 10_000;

  private final UsageStore store;
  private final Loop loop;
  private Map<Key, Sum> sums = new HashMap<>();
  private boolean armed;

  public Meter(UsageStore store, Loop loop) {
    this.store = store;
    this.loop = loop;
  }

  private record Key(long day, String tenant, String function, String version, long memoryMib) {}

  private static final class Sum {
    long calls;
    long errors;
    long cold;
    long runMillis;
    long initMillis;
  }

  /** A call ended; one that never ran uses nothing. */
  public void ended(FunctionVersion version, Invoke call, InvokeEnd end) {
    switch (end) {
      case InvokeEnd.Answered answered -> add(version, call, answered.metered(), false);
      case InvokeEnd.Failed failed -> add(version, call, failed.metered(), true);
      case InvokeEnd.Refused _ -> {}
    }
  }

  private void add(
      FunctionVersion version, Invoke call, InvokeEnd.Metered metered, boolean failed) {
    long memory = Math.ceilDiv(version.configuration().limits().memoryBytes(), 1L << MIB_SHIFT);
    long day = Math.floorDiv(loop.millis(), DAY_MILLIS);
    var key = new Key(day, call.tenant(), version.name(), version.version(), memory);
    Sum sum = sums.computeIfAbsent(key, _ -> new Sum());
    sum.calls++;
    sum.errors += failed ? 1 : 0;
    sum.cold += metered.initNanos() > 0 ? 1 : 0;
    sum.runMillis += millis(metered.runNanos());
    sum.initMillis += millis(metered.initNanos());
    if (sums.size() >= MAX_SUMS) {
      flush();
    } else if (!armed) {
      armed = true;
      Runnable _ = loop.after(FLUSH_MILLIS, this::due);
    }
  }

  private static long millis(long nanos) {
    return Math.ceilDiv(nanos, NANOS_PER_MILLI);
  }

  private void due() {
    armed = false;
    flush();
  }

  /** Writes down what was counted since the last time. */
  public CompletionStage<Integer> flush() {
    if (sums.isEmpty()) {
      return CompletableFuture.completedFuture(0);
    }
    Map<Key, Sum> counted = sums;
    sums = new HashMap<>();
    List<Usage> usages = counted.entrySet().stream().map(Meter::usage).toList();
    return store
        .add(usages)
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                LOG.warn("usage is written down later: {}", failure.getMessage());
                giveBack(counted);
              }
            });
  }

  private static Usage usage(Map.Entry<Key, Sum> entry) {
    Key key = entry.getKey();
    Sum sum = entry.getValue();
    return new Usage(
        key.day,
        key.tenant,
        key.function,
        key.version,
        key.memoryMib,
        sum.calls,
        sum.errors,
        sum.cold,
        sum.runMillis,
        sum.initMillis);
  }

  private void giveBack(Map<Key, Sum> counted) {
    counted.forEach(
        (key, before) -> {
          Sum sum = sums.computeIfAbsent(key, _ -> new Sum());
          sum.calls += before.calls;
          sum.errors += before.errors;
          sum.cold += before.cold;
          sum.runMillis += before.runMillis;
          sum.initMillis += before.initMillis;
        });
    if (!armed) {
      armed = true;
      Runnable _ = loop.after(TimeUnit.SECONDS.toMillis(10), this::due);
    }
  }
}
