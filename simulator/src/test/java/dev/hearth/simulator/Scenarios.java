package dev.hearth.simulator;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Limits;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Scale;
import java.util.List;
import java.util.Map;

/** Scenarios that crowd every part of the kernel: short memory, short queues, short patience. */
public final class Scenarios {
  private static final long MILLISECOND = 1_000_000L;
  private static final long SECOND = 1_000 * MILLISECOND;
  private static final long MIB = 1L << 20;

  /** Limits small enough to be reached. */
  static final Limits TIGHT =
      new Limits(
          500,
          100,
          50,
          3,
          3,
          50 * MILLISECOND,
          2 * SECOND,
          3 * SECOND,
          5,
          SECOND,
          100 * MILLISECOND,
          3,
          64,
          SECOND);

  private Scenarios() {}

  public static Scenario oneNode(long seed, Faults faults) {
    return scenario(seed, 1, PolicyChoice.DEFAULTS, faults);
  }

  /** Three nodes whose submitters' invocations may run on any of them. */
  public static Scenario threeNodes(long seed, Faults faults) {
    var anywhere = PolicyChoice.DEFAULTS.with(Role.ROUTING, "anywhere", Map.of());
    return scenario(seed, 3, anywhere, faults);
  }

  private static Scenario scenario(long seed, int nodes, PolicyChoice policies, Faults faults) {
    return new Scenario(
        seed,
        nodes,
        new Resources(4_000, 0, 1_000 * MIB),
        TIGHT,
        policies,
        functions(),
        150,
        5,
        0.05,
        0.5,
        faults);
  }

  private static List<Revision> functions() {
    return List.of(
        function(0, 1, 0, 1, new Scale(0, 4), 200, "fifo"),
        function(1, 8, 0, 2, new Scale(0, 3), 300, "edf"),
        function(2, 8, 20, 1, new Scale(1, 2), 150, "fifo"),
        function(3, 16, 50, 3, new Scale(0, 2), 400, "deadline-aware"));
  }

  private static Revision function(
      int handle, int maxRows, int delayMs, int slots, Scale scale, int mib, String queue) {
    return new Revision(
        handle,
        "function-" + handle,
        new Configuration(
            new Resources(500, 0, mib * MIB), new Batching(maxRows, delayMs * MILLISECOND), slots),
        scale,
        Objective.NONE,
        20,
        handle != 1,
        PolicyChoice.DEFAULTS
            .with(Role.QUEUE, queue, Map.of())
            .with(Role.WARMTH, "fixed", Map.of("keep-alive", "300ms")));
  }
}
