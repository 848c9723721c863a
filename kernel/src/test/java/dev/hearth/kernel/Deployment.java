package dev.hearth.kernel;

import java.util.Map;

/** Makes a {@link Revision}: one row, one slot, 100 of memory, from zero to ten instances. */
public final class Deployment {
  private final int function;
  private int maxRows = 1;
  private long delay;
  private int slots = 1;
  private Scale scale = new Scale(0, 10);
  private long memory = 100;
  private int maxQueue = 100;
  private boolean idempotent = true;
  private PolicyChoice policies = PolicyChoice.DEFAULTS;
  private String artifact = "";

  private Deployment(int function) {
    this.function = function;
  }

  public static Deployment function(int handle) {
    return new Deployment(handle);
  }

  public Deployment batch(int rows, long maxDelay) {
    maxRows = rows;
    delay = maxDelay;
    return this;
  }

  Deployment slots(int number) {
    slots = number;
    return this;
  }

  Deployment scale(Scale limits) {
    scale = limits;
    return this;
  }

  public Deployment scale(int min, int max) {
    scale = new Scale(min, max);
    return this;
  }

  Deployment memory(long bytes) {
    memory = bytes;
    return this;
  }

  public Deployment maxQueue(int invocations) {
    maxQueue = invocations;
    return this;
  }

  Deployment notIdempotent() {
    idempotent = false;
    return this;
  }

  public Deployment with(Role role, String suite) {
    policies = policies.with(role, suite, Map.of());
    return this;
  }

  Deployment holding(String what) {
    artifact = what;
    return this;
  }

  Configuration configuration() {
    return new Configuration(Resources.of(1_000, memory), new Batching(maxRows, delay), slots);
  }

  public Revision revision() {
    return new Revision(
            function,
            "f" + function,
            configuration(),
            scale,
            Objective.NONE,
            maxQueue,
            idempotent,
            policies)
        .withArtifact(artifact);
  }
}
