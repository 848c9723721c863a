package dev.hearth.kernel;

/** Why an invocation or a run is stopped before its end. */
public enum Cause {
  CALLER,
  DEADLINE,
  RETIRED,
  DRAIN,
  INSTANCE_LOST
}
