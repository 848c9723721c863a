package dev.hearth.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The kernel as policies see it. */
final class KernelView implements View {
  private record Peer(NodeState state, long asOf) implements NodeView {
    @Override
    public int node() {
      return state.node();
    }

    @Override
    public boolean reachable() {
      return state.reachable();
    }

    @Override
    public Resources capacity() {
      return state.capacity();
    }

    @Override
    public Resources free() {
      return state.free();
    }

    @Override
    public int queued() {
      return state.queued();
    }
  }

  private final class Self implements NodeView {
    @Override
    public int node() {
      return kernel.options.node();
    }

    @Override
    public boolean reachable() {
      return true;
    }

    @Override
    public Resources capacity() {
      return kernel.ledger.capacity();
    }

    @Override
    public Resources free() {
      return kernel.ledger.free();
    }

    @Override
    public int queued() {
      int queued = 0;
      for (var pool : kernel.poolsInOrder) {
        queued += pool.queued;
      }
      return queued;
    }

    @Override
    public long asOf() {
      return kernel.now;
    }
  }

  private final Kernel kernel;
  private final NodeView self = new Self();
  private final List<PoolView> pools;
  private final TreeMap<Integer, NodeView> nodes = new TreeMap<>();

  KernelView(Kernel kernel) {
    this.kernel = kernel;
    pools = Collections.unmodifiableList(kernel.poolsInOrder);
    nodes.put(kernel.options.node(), self);
  }

  void heard(NodeState state) {
    if (state.node() != kernel.options.node()) {
      nodes.put(state.node(), new Peer(state, kernel.now));
    }
  }

  @Override
  public NodeView self() {
    return self;
  }

  @Override
  public List<NodeView> nodes() {
    return new ArrayList<>(nodes.values());
  }

  @Override
  public List<? extends PoolView> pools() {
    return pools;
  }

  @Override
  public Iterable<? extends InstanceView> idle() {
    return kernel.idle;
  }

  @Override
  public PoolView poolOf(int function) {
    return kernel.function(function).pool;
  }

  @Override
  public boolean hasInstance(int instance) {
    return kernel.instances.get(instance) != null;
  }

  @Override
  public @Nullable PoolView ownPoolOf(int handle) {
    var function = kernel.functionOrNull(handle);
    return function == null ? null : function.home;
  }

  @Override
  public Revision revisionOf(int function) {
    return kernel.function(function).revision();
  }

  @Override
  public InstanceView instance(int instance) {
    return Present.of(kernel.instances.get(instance), "instance", instance);
  }

  @Override
  public boolean hasRun(long run) {
    return kernel.runs.get(run) != null;
  }

  @Override
  public RunView runOf(long run) {
    return Present.of(kernel.runs.get(run), "run", run);
  }
}
