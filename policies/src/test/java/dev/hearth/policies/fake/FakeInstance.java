package dev.hearth.policies.fake;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.Resources;
import java.util.Set;
import java.util.TreeSet;

/** A ready instance that a test changes by hand. */
public final class FakeInstance implements InstanceView {
  private final int id;
  private final int function;
  public Configuration configuration;
  public InstanceState state = new InstanceState.Ready(0);
  public boolean idle = true;
  public long idleSince;
  public final TreeSet<Integer> loaded = new TreeSet<>();
  public final TreeSet<Integer> prepared = new TreeSet<>();

  public FakeInstance(int id, int function) {
    this(id, function, configuration(1, 1));
  }

  public FakeInstance(int id, int function, Configuration configuration) {
    this.id = id;
    this.function = function;
    this.configuration = configuration;
  }

  public static Configuration configuration(int maxRows, int slots) {
    return new Configuration(Resources.of(1000, 256L << 20), new Batching(maxRows, 0), slots);
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
    return idle ? configuration.slots() : 0;
  }

  @Override
  public boolean idle() {
    return idle;
  }

  @Override
  public long idleSince() {
    return idleSince;
  }

  @Override
  public long runs() {
    return 0;
  }

  @Override
  public int queued() {
    return 0;
  }

  @Override
  public Set<Integer> loaded() {
    return loaded;
  }

  @Override
  public Set<Integer> prepared() {
    return prepared;
  }
}
