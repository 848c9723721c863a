package dev.hearth.kernel;

/** Decides which node gets a new instance. */
public interface PlacementPolicy extends Policy {
  int place(long now, PoolView pool, Configuration configuration, View view);
}
