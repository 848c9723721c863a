package dev.hearth.kernel;

/** The simplest policy for each role. */
public final class Fakes {
  private Fakes() {}

  static final AdmissionPolicy ACCEPT = (_, _, _, _) -> AdmissionPolicy.Admission.ACCEPT;

  static final RoutingPolicy TO_POOL = (_, _, _, _) -> RoutingPolicy.Route.POOL;

  static final PlacementPolicy HERE = (_, _, _, view) -> view.self().node();

  static final AllocationPolicy WHOLE =
      (_, run, _) -> Grant.whole(run.instance().configuration().resources());

  /** An instance for each waiting or running share of what one can run at a time. */
  static final ScalingPolicy BY_QUEUE =
      new ScalingPolicy() {
        @Override
        public int desired(long now, PoolView pool) {
          var each = pool.revision().configuration();
          return Math.ceilDiv(
              pool.queuedRows() + pool.runningRows(), each.batching().maxRows() * each.slots());
        }
      };

  /** First in, first out; a batch is cut when it is full or its head has waited long enough. */
  static final QueuePolicy FIFO = new SizeOrDelay(false);

  /** Earliest deadline first. */
  static final QueuePolicy EDF = new SizeOrDelay(true);

  private record SizeOrDelay(boolean byDeadline) implements QueuePolicy {
    @Override
    public long rank(long now, InvocationView invocation, PoolView pool) {
      return byDeadline ? invocation.deadline() : invocation.arrival();
    }

    @Override
    public long cut(
        long now, QueueView queue, InstanceView instance, int freeSlots, long timeoutNanos) {
      int full = instance.configuration().batching().maxRows();
      return queue.rows() >= full
          ? Cut.run(full)
          : Cut.waitUntil(queue.head().arrival() + timeoutNanos);
    }
  }

  public static ScalingPolicy fixedSize(int instances) {
    return new ScalingPolicy() {
      @Override
      public int desired(long now, PoolView pool) {
        return instances;
      }
    };
  }

  static WarmthPolicy keepAlive(long nanos) {
    return (now, _, _) -> now + nanos;
  }

  static final WarmthPolicy KEEP_FOREVER = (_, _, _) -> Long.MAX_VALUE;

  static RoutingPolicy toInstance(int instance) {
    return (_, _, _, _) -> new RoutingPolicy.Route.ToInstance(instance);
  }

  static RoutingPolicy toNode(int node) {
    return (_, _, _, _) -> new RoutingPolicy.Route.ToNode(node);
  }

  /** Asked for {@code memory} of one function's instances, takes over an instance of another. */
  static WarmthPolicy repurposing(int function, int instance) {
    return new WarmthPolicy() {
      @Override
      public long keepUntil(long now, InstanceView idle, View view) {
        return Long.MAX_VALUE;
      }

      @Override
      public Origin origin(long now, PoolView pool, View view) {
        return pool.function() == function ? new Origin.Repurpose(instance) : Origin.FRESH;
      }
    };
  }
}
