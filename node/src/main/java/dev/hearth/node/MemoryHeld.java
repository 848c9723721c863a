package dev.hearth.node;

import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.Witness;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/**
 * What instances reserve in memory, by function, and for how long they have: from their start until
 * the world says that they are gone. Owned by the event loop.
 */
final class MemoryHeld implements Witness {
  /** Functions that are no more are forgotten once there are so many. */
  private static final int PRUNE_AT = 1_024;

  private static final double GIB_SECOND = (1L << 30) * 1e9;

  private final LongSupplier clock;
  private final IntPredicate known;
  private final Map<Integer, Holder> holders = new HashMap<>();
  private final Map<Integer, Share> shares = new HashMap<>();
  private int pruneAt = PRUNE_AT;

  private record Share(int function, long bytes) {}

  private static final class Holder {
    private long bytes;
    private long since;
    private double byteNanos;

    void change(long by, long now) {
      byteNanos += (double) bytes * (now - since);
      since = now;
      bytes += by;
    }
  }

  /**
   * Counts from now on.
   *
   * @param clock nanoseconds
   * @param known whether a function is there
   */
  MemoryHeld(LongSupplier clock, IntPredicate known) {
    this.clock = clock;
    this.known = known;
  }

  @Override
  public void became(long now, InstanceView instance, InstanceState state) {
    Share before = shares.get(instance.id());
    if (state instanceof InstanceState.Gone) {
      shares.remove(instance.id());
      change(before, -1);
      return;
    }
    long bytes = instance.configuration().resources().memoryBytes();
    if (before == null || before.function() != instance.function() || before.bytes() != bytes) {
      change(before, -1);
      var share = new Share(instance.function(), bytes);
      shares.put(instance.id(), share);
      change(share, 1);
    }
  }

  private void change(@org.jspecify.annotations.Nullable Share share, int sign) {
    if (share != null) {
      holders
          .computeIfAbsent(share.function(), _ -> new Holder())
          .change(sign * share.bytes(), clock.getAsLong());
      prune();
    }
  }

  private void prune() {
    if (holders.size() > pruneAt) {
      holders.entrySet().removeIf(each -> each.getValue().bytes == 0 && !known.test(each.getKey()));
      pruneAt = Math.max(PRUNE_AT, 2 * holders.size());
    }
  }

  /** What a function's instances reserve now. */
  long bytes(int function) {
    Holder holder = holders.get(function);
    return holder == null ? 0 : holder.bytes;
  }

  /** GiB times seconds that a function's instances reserved since the node started. */
  double gibSeconds(int function) {
    Holder holder = holders.get(function);
    if (holder == null) {
      return 0;
    }
    holder.change(0, clock.getAsLong());
    return holder.byteNanos / GIB_SECOND;
  }
}
