package dev.hearth.kernel;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One instance inside the kernel. Its timer is when it may go for want of work. */
final class Instance extends Timer implements InstanceView {
  final int id;
  private Configuration configuration;

  /** Rows one run may carry; beside the configuration because every run asks. */
  int maxRows;

  final Ledger.Account account;
  Pool pool;
  int function;
  InstanceState state;
  @Nullable Run[] slots;
  int busy;
  long idleSince;
  long keepUntil;
  long runs;
  @Nullable PendingChange pending;
  @Nullable Queue queue;
  SortedSet<Integer> loaded = new TreeSet<>();
  SortedSet<Integer> prepared = new TreeSet<>();
  @Nullable Instance moreAvailable;
  @Nullable Instance lessAvailable;
  boolean available;
  @Nullable Instance idleBefore;
  @Nullable Instance idleAfter;
  boolean listedIdle;

  /** What comes back once it has ended, from when it was stopped. */
  Resources freeing = Resources.NONE;

  Instance(int id, Pool pool, Configuration configuration, long now) {
    this.id = id;
    this.pool = pool;
    this.function = pool.function;
    this.configuration = configuration;
    this.maxRows = configuration.batching().maxRows();
    this.account = new Ledger.Account(configuration.resources());
    this.state = new InstanceState.Starting(now);
    this.slots = new Run[configuration.slots()];
  }

  /** From now on it belongs to another pool, with what it has reserved. */
  void adopt(Pool other) {
    var theirs = other.revision.configuration();
    pool = other;
    function = other.function;
    configure(
        new Configuration(
            account.reserved, theirs.batching(), theirs.slots(), configuration.hardware()));
    slots = new Run[theirs.slots()];
  }

  void configure(Configuration other) {
    configuration = other;
    maxRows = other.batching().maxRows();
  }

  boolean isReady() {
    return state instanceof InstanceState.Ready;
  }

  /** Whether it counts towards its pool's size. */
  boolean counts() {
    return switch (state) {
      case InstanceState.Starting _, InstanceState.Ready _, InstanceState.Changing _ -> true;
      case InstanceState.Draining _, InstanceState.Stopping _, InstanceState.Gone _ -> false;
    };
  }

  int freeSlot() {
    for (int slot = 0; slot < slots.length; slot++) {
      if (slots[slot] == null) {
        return slot;
      }
    }
    throw new IllegalStateException("kernel defect: instance " + id + " has no free slot");
  }

  boolean hasOwnWork() {
    return queue != null && !queue.isEmpty();
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public int function() {
    return function;
  }

  @Override
  public InstanceState state() {
    return state;
  }

  @Override
  public Configuration configuration() {
    return configuration;
  }

  @Override
  public int freeSlots() {
    return isReady() ? slots.length - busy : 0;
  }

  @Override
  public boolean idle() {
    return isReady() && busy == 0 && !hasOwnWork();
  }

  @Override
  public long idleSince() {
    return idleSince;
  }

  @Override
  public long runs() {
    return runs;
  }

  @Override
  public int queued() {
    return queue == null ? 0 : queue.size();
  }

  @Override
  public Set<Integer> loaded() {
    return java.util.Collections.unmodifiableSortedSet(loaded);
  }

  @Override
  public Set<Integer> prepared() {
    return java.util.Collections.unmodifiableSortedSet(prepared);
  }
}
