package dev.hearth.kernel;

/**
 * Decides how many instances a pool should have; which of the idle ones go is warmth's question.
 */
public interface ScalingPolicy extends Policy {
  /**
   * Instances wanted now, before the manifest's limits. Asked when work waits with no slot free,
   * when an instance comes or goes, and after each wake. Missing ones are started; of the idle ones
   * as many as are wanted stay whatever warmth says.
   */
  default int desired(long now, PoolView pool) {
    return 0;
  }
}
