package dev.hearth.policies.fake;

import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Scale;
import java.util.ArrayList;
import java.util.List;

/** A pool that a test changes by hand. */
public final class FakePool implements PoolView {
  private final int function;
  public Configuration configuration = FakeInstance.configuration(1, 1);
  public Objective objective = Objective.NONE;
  public final List<FakeInstance> instances = new ArrayList<>();
  public int queued;
  public int queuedRows;
  public int running;
  public int runningRows;
  public int starting;
  private long inHandNanos;
  private long integratedUntil;

  public FakePool(int function) {
    this.function = function;
  }

  @Override
  public int function() {
    return function;
  }

  @Override
  public Revision revision() {
    return new Revision(
        function,
        "f" + function,
        configuration,
        new Scale(0, 100),
        objective,
        100,
        true,
        PolicyChoice.DEFAULTS);
  }

  @Override
  public int queued() {
    return queued;
  }

  @Override
  public int queuedRows() {
    return queuedRows;
  }

  @Override
  public int running() {
    return running;
  }

  @Override
  public int runningRows() {
    return runningRows;
  }

  @Override
  public int freeSlots() {
    return instances.stream().mapToInt(FakeInstance::freeSlots).sum();
  }

  @Override
  public long inHandNanos(long now) {
    return inHandNanos + (long) (queued + running) * (now - integratedUntil);
  }

  /** Has {@link #inHandNanos} count from {@code now} on with what is in hand then. */
  public void integrate(long now) {
    inHandNanos = inHandNanos(now);
    integratedUntil = now;
  }

  @Override
  public int size() {
    return instances.size() + starting;
  }

  @Override
  public int starting() {
    return starting;
  }

  @Override
  public int ready() {
    return instances.size();
  }

  @Override
  public int idle() {
    return (int) instances.stream().filter(FakeInstance::idle).count();
  }

  @Override
  public List<FakeInstance> instances() {
    return instances;
  }

  @Override
  public long oldestArrival() {
    return Long.MAX_VALUE;
  }

  @Override
  public int starved() {
    return 0;
  }
}
