package dev.hearth.kernel;

/** What happened, told to policies that name its kind in {@link Policy#interests}. */
public sealed interface Event {
  long at();

  /** A kind of event. */
  enum Kind {
    ARRIVED(1 << 0),
    QUEUED(1 << 1),
    STARTED(1 << 2),
    ENDED(1 << 3),
    READY(1 << 4),
    IDLED(1 << 5),
    LOST(1 << 6),
    EVICTED(1 << 7),
    REFUSED(1 << 8),
    SAMPLED(1 << 9),
    MARKED(1 << 10),
    SLICE_ENDED(1 << 11),
    TOPOLOGY(1 << 12);

    /** Its place in a set of kinds kept as bits. */
    final int bit;

    Kind(int bit) {
      this.bit = bit;
    }
  }

  /** An invocation was submitted. */
  record Arrived(long at, InvocationView invocation) implements Event {}

  /** It found no slot and waits. */
  record Queued(long at, InvocationView invocation) implements Event {}

  record Started(long at, RunView run) implements Event {}

  /**
   * The last member of a run ended. The most frequent event, so the kernel uses one object for all:
   * it holds while a policy is told, and must not be kept.
   */
  final class Ended implements Event {
    private long at;
    private RunView run;
    private Usage usage;
    private boolean completed;

    public Ended(long at, RunView run, Usage usage, boolean completed) {
      this.at = at;
      this.run = run;
      this.usage = usage;
      this.completed = completed;
    }

    /** The same object, about another run. */
    Ended about(long instant, RunView other, Usage used, boolean answered) {
      at = instant;
      run = other;
      usage = used;
      completed = answered;
      return this;
    }

    @Override
    public long at() {
      return at;
    }

    public RunView run() {
      return run;
    }

    public Usage usage() {
      return usage;
    }

    /** Whether all members were answered, so that what it took is what such a run takes. */
    public boolean completed() {
      return completed;
    }
  }

  /** An instance can take work; {@code startNanos} is how long its start took. */
  record Ready(long at, InstanceView instance, long startNanos) implements Event {}

  record Idled(long at, InstanceView instance) implements Event {}

  /** An instance failed to start or went away. */
  record Lost(long at, int function, int instance, String reason) implements Event {}

  /** An instance was stopped. */
  record Evicted(long at, InstanceView instance) implements Event {}

  /** A proposal was not carried out. */
  record Refused(long at, Proposal proposal, String reason) implements Event {}

  record Sampled(long at, InstanceView instance, Usage usage) implements Event {}

  record Marked(long at, RunView run, Mark mark) implements Event {}

  /** A run used up its slice and is in the default class again. */
  record SliceEnded(long at, RunView run) implements Event {}

  /** A node came, went or changed. */
  record Topology(long at, NodeState node) implements Event {}
}
