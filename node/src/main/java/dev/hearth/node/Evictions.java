package dev.hearth.node;

import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Witness;

/** Counts the idle instances of models that go to make room for others. */
record Evictions(Catalogue catalogue) implements Witness {
  @Override
  public void evicted(long now, PoolView forPool, InstanceView victim) {
    catalogue.find(victim.function()).ifPresent(version -> version.measures().evicted());
  }
}
