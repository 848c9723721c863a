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
import dev.hearth.kernel.Suite;
import dev.hearth.policies.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

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

  /**
   * A world of which the seed draws everything: nodes, memory, load, limits, policies, and which
   * faults there are at all, so that a fault that ends what another would have shown is often
   * absent.
   */
  public static Scenario drawn(long seed) {
    var random = new SplittableRandom(seed);
    int nodes = 1 + random.nextInt(4);
    var policies = PolicyChoice.DEFAULTS;
    if (random.nextBoolean()) {
      policies = policies.with(Role.ROUTING, "anywhere", Map.of());
    }
    for (var role : List.of(Role.SCALING, Role.WARMTH, Role.ADMISSION, Role.ALLOCATION)) {
      if (random.nextBoolean()) {
        policies = policies.with(role, drawn(alone(role), random), Map.of());
      }
    }
    var functions = new ArrayList<Revision>();
    for (int handle = 0; handle < 1 + random.nextInt(6); handle++) {
      functions.add(drawnFunction(handle, random));
    }
    return new Scenario(
        seed,
        nodes,
        new Resources(1_000 + random.nextInt(8_000), 0, random.nextLong(400, 2_500) * MIB),
        random.nextBoolean() ? TIGHT : Limits.DEFAULTS,
        policies,
        functions,
        random.nextInt(20, 300),
        1 + random.nextInt(5),
        random.nextInt(3) * 0.05,
        random.nextInt(3) * 0.5,
        drawnFaults(random));
  }

  /** Suites that fill this role and no other, and need no parameter. */
  private static List<String> alone(Role role) {
    return new Registry()
        .all().stream().filter(suite -> suite.roles().equals(Set.of(role))).map(Suite::id).toList();
  }

  private static <T> T drawn(List<T> from, SplittableRandom random) {
    return from.get(random.nextInt(from.size()));
  }

  private static Revision drawnFunction(int handle, SplittableRandom random) {
    int least = random.nextInt(2);
    return function(
        handle,
        1 << random.nextInt(5),
        random.nextInt(60),
        1 + random.nextInt(4),
        new Scale(least, least + 1 + random.nextInt(5)),
        random.nextInt(50, 500),
        drawn(List.of("fifo", "edf", "deadline-aware"), random),
        random.nextBoolean());
  }

  private static Faults drawnFaults(SplittableRandom random) {
    var some = new double[16];
    for (int fault = 0; fault < some.length; fault++) {
      some[fault] = random.nextBoolean() ? 0 : random.nextDouble() * random.nextDouble() * 0.4;
    }
    return new Faults(
        some[0],
        some[1],
        some[2],
        some[3],
        some[4],
        some[5],
        some[6],
        some[7],
        some[8],
        some[9],
        some[10],
        some[11],
        some[12],
        some[13] / 100,
        some[14],
        some[15]);
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
    return function(handle, maxRows, delayMs, slots, scale, mib, queue, true);
  }

  private static Revision function(
      int handle,
      int maxRows,
      int delayMs,
      int slots,
      Scale scale,
      int mib,
      String queue,
      boolean keepsLittle) {
    var policies = PolicyChoice.DEFAULTS.with(Role.QUEUE, queue, Map.of());
    return new Revision(
        handle,
        "function-" + handle,
        new Configuration(
            new Resources(500, 0, mib * MIB), new Batching(maxRows, delayMs * MILLISECOND), slots),
        scale,
        Objective.NONE,
        20,
        handle != 1,
        keepsLittle
            ? policies.with(Role.WARMTH, "fixed", Map.of("keep-alive", "300ms"))
            : policies);
  }
}
