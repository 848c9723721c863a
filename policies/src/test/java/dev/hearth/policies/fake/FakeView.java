package dev.hearth.policies.fake;

import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.NodeView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.RunView;
import dev.hearth.kernel.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a test lets a policy see. */
public final class FakeView implements View {
  public final List<FakePool> pools = new ArrayList<>();
  public final List<RunView> runs = new ArrayList<>();
  public final List<NodeView> nodes = new ArrayList<>();
  public Resources capacity = Resources.of(4000, 16L << 30);

  /** A node as heard of. */
  public record FakeNode(
      int node, boolean reachable, Resources capacity, Resources free, int queued, long asOf)
      implements NodeView {}

  public FakePool pool(int function) {
    var pool = new FakePool(function);
    pools.add(pool);
    return pool;
  }

  @Override
  public NodeView self() {
    return new FakeNode(0, true, capacity, capacity, 0, 0);
  }

  @Override
  public List<NodeView> nodes() {
    return nodes;
  }

  @Override
  public List<? extends PoolView> pools() {
    return pools;
  }

  @Override
  public Iterable<FakeInstance> idle() {
    return pools.stream()
        .flatMap(pool -> pool.instances.stream())
        .filter(FakeInstance::idle)
        .sorted(Comparator.comparingLong(FakeInstance::idleSince))
        .toList();
  }

  @Override
  public PoolView poolOf(int function) {
    return pools.stream().filter(pool -> pool.function() == function).findFirst().orElseThrow();
  }

  @Override
  public @Nullable PoolView ownPoolOf(int function) {
    return pools.stream().filter(pool -> pool.function() == function).findFirst().orElse(null);
  }

  @Override
  public Revision revisionOf(int function) {
    return poolOf(function).revision();
  }

  @Override
  public InstanceView instance(int instance) {
    return find(instance).orElseThrow(() -> new NoSuchElementException("instance " + instance));
  }

  @Override
  public boolean hasInstance(int instance) {
    return find(instance).isPresent();
  }

  private Optional<FakeInstance> find(int instance) {
    return pools.stream()
        .flatMap(pool -> pool.instances.stream())
        .filter(candidate -> candidate.id() == instance)
        .findFirst();
  }

  @Override
  public RunView runOf(long run) {
    return runs.stream().filter(candidate -> candidate.id() == run).findFirst().orElseThrow();
  }

  @Override
  public boolean hasRun(long run) {
    return runs.stream().anyMatch(candidate -> candidate.id() == run);
  }
}
