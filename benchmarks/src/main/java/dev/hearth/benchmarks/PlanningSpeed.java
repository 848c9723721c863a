package dev.hearth.benchmarks;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Change;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Limits;
import dev.hearth.kernel.Members;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Result;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Scale;
import dev.hearth.kernel.World;
import dev.hearth.policies.Registry;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How long planning takes on one core, as CPU time of the thread that plans. A kernel has {@code
 * --functions} functions under {@code infless}, each with a profile of 90 points and the load of
 * several instances; in each round all of them get requests, and the tick in which every pool
 * checks its scale and splits its rate is timed. Then {@code harmonybatch} plans {@code
 * --applications} applications of one model.
 *
 * <p>Arguments: {@code --functions=1000}, {@code --applications=12}, {@code --rounds=9}.
 */
public final class PlanningSpeed {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLISECOND = 1_000_000L;

  /**
   * A made-up model for HarmonyBatch, quicker on a GPU: batches of 1 to 4 on cores, to 32 there.
   */
  private static final String MODEL =
      "4 1 1.0 0.5 0.1 1.8 0.5 0.18 2.6 0.5 0.26 3.4 0.5 0.34 1.2 0.5 0.12 2.16"
          + " 0.5 0.216 3.12 0.5 0.312 4.08 0.5 0.408 32 480 0.0005 0.002 512 1 0"
          + " 0.05 16 0.05 32";

  /** Room for all that waits. */
  private static final Limits LIMITS =
      new Limits(
          10_000_000,
          1_000_000,
          10_000_000,
          3,
          3,
          100 * MILLISECOND,
          30 * SECOND,
          600 * SECOND,
          5,
          5 * SECOND,
          3_600 * SECOND,
          3,
          4_096,
          SECOND);

  private static final int POINTS_A_BATCH = 18;

  private PlanningSpeed() {}

  public static void main(String[] arguments) {
    var given = new Arguments(arguments);
    int functions = Integer.parseInt(given.take("--functions=", "1000"));
    int applications = Integer.parseInt(given.take("--applications=", "12"));
    int rounds = Integer.parseInt(given.take("--rounds=", "9"));
    given.requireNone();
    System.out.println(Machine.description());
    var world = new Ticks();
    var kernel = world.kernel("infless", Map.of("check", "1s"));
    for (int function = 0; function < functions; function++) {
      kernel.deploy(world.now, world.revision(function, 300, world.profile()));
    }
    print(
        "infless, %d functions, %d instances".formatted(functions, world.settle(kernel)),
        world.times(kernel, functions, rounds));
    print("harmonybatch, %d applications".formatted(applications), harmony(applications, rounds));
    System.out.println(Machine.description());
  }

  /** CPU of this thread, so that a busy machine changes little. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void print(String what, double[] millis) {
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "%s: median %.1f ms, least %.1f, most %.1f of %d%n",
        what,
        millis[millis.length / 2],
        millis[0],
        millis[millis.length - 1],
        millis.length);
  }

  /** Plans from scratch, of the question that the policy itself asks. */
  private static double[] harmony(int applications, int rounds) {
    var world = new Ticks();
    var parameters = Map.of("model", MODEL, "interval", "2s");
    var kernel = world.kernel("harmonybatch", parameters);
    for (int function = 0; function < applications; function++) {
      kernel.deploy(
          world.now,
          world.revision(function, 300 + 70L * function, Profile.NONE).withArtifact("model"));
    }
    for (int i = 0; i < 20; i++) {
      world.load(kernel, applications);
    }
    world.now += 3 * SECOND;
    kernel.tick(world.now);
    var asked = world.plans.getLast();
    var planner =
        new Registry()
            .planners().stream()
                .filter(each -> each.id().equals(asked.planner()))
                .findFirst()
                .orElseThrow();
    var millis = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      long start = cpuNanos();
      var plan = planner.plan(asked);
      millis[round] = (cpuNanos() - start) / 1e6;
      if (!plan.found()) {
        throw new IllegalStateException("there is no plan for " + asked);
      }
    }
    return millis;
  }

  /** A world whose starts are done at once and whose runs never end. */
  private static final class Ticks implements World {
    private final ArrayDeque<Long> changes = new ArrayDeque<>();
    private final List<PlanRequest> plans = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(7);
    private long now = SECOND;
    private long lastInvocation;

    Kernel kernel(String suite, Map<String, String> parameters) {
      var choice =
          new Registry()
              .choose(List.of(new PolicyChoice.Named(suite, parameters)), Map.of())
              .with(Role.ADMISSION, "accept", Map.of());
      var capacity = new Resources(Integer.MAX_VALUE / 2, 1 << 20, 1L << 50);
      return new Kernel(new KernelOptions(0, capacity, LIMITS, choice, 7), new Registry(), this);
    }

    Revision revision(int function, long objectiveMillis, Profile profile) {
      return new Revision(
              function,
              "f" + function,
              new Configuration(Resources.of(1_000, 1L << 28), Batching.NONE, 1),
              new Scale(0, 50),
              new Objective(objectiveMillis * MILLISECOND, 99),
              1_000_000,
              true,
              PolicyChoice.DEFAULTS)
          .withProfile(profile);
    }

    Profile profile() {
      var points = new ArrayList<Profile.Point>();
      for (int batch : new int[] {1, 2, 4, 8, 16}) {
        for (int i = 0; i < POINTS_A_BATCH; i++) {
          int cpu = 2_000 * (1 + i % 3);
          double millis = (20 + 8 * batch) * (1 + random.nextDouble()) / (1 + i % 3);
          points.add(
              new Profile.Point(
                  cpu, 10 * (i / 3), batch, (long) (millis * 1e6), Profile.Source.MEASURED));
        }
      }
      return new Profile(points, 0);
    }

    private void load(Kernel kernel, int functions) {
      for (int i = 0; i < functions * 60; i++) {
        long deadline = now + 600 * SECOND;
        kernel.submit(
            now, new Invocation(++lastInvocation, i % functions, 0, 1, 0, deadline, deadline));
      }
      answer(kernel);
    }

    private void answer(Kernel kernel) {
      while (!changes.isEmpty()) {
        kernel.changed(now, changes.pop(), Result.DONE);
      }
    }

    /** Lets every pool grow to its load; how many instances there are then. */
    int settle(Kernel kernel) {
      int functions = kernel.view().pools().size();
      for (int round = 0; round < 3; round++) {
        load(kernel, functions);
        now += 11 * SECOND / 10;
        kernel.tick(now);
        answer(kernel);
      }
      return kernel.view().pools().stream().mapToInt(pool -> pool.size()).sum();
    }

    double[] times(Kernel kernel, int functions, int rounds) {
      var millis = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        load(kernel, functions);
        now += 11 * SECOND / 10;
        long start = cpuNanos();
        kernel.tick(now);
        millis[round] = (cpuNanos() - start) / 1e6;
        answer(kernel);
      }
      return millis;
    }

    @Override
    public void change(long change, int instance, Change what) {
      changes.add(change);
    }

    @Override
    public void abort(long run, int member, Cause cause) {}

    @Override
    public void regrant(long run, Grant grant) {}

    @Override
    public void plan(long request, PlanRequest what) {
      plans.add(what);
    }

    @Override
    public void run(long run, int instance, int slot, Members members, Grant grant) {}

    @Override
    public void reply(long invocation, Outcome outcome) {}

    @Override
    public void send(int node, Message message) {}
  }
}
