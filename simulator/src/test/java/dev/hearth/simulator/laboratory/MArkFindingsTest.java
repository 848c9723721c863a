package dev.hearth.simulator.laboratory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import dev.hearth.policies.Registry;
import dev.hearth.simulator.trace.TraceOptions;
import dev.hearth.simulator.trace.Traces;
import dev.hearth.simulator.workload.Arrival;
import dev.hearth.simulator.workload.Generators;
import dev.hearth.simulator.workload.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What MArk is claimed to do, with the authors' capacities of Inception on machines, in a world
 * whose machines boot for minutes and whose functions are paid for while they run.
 */
class MArkFindingsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long GIB = 1L << 30;
  private static final Path TWITTER =
      Path.of("..", "..", "shared", "data", "twitter", "requests-per-second.csv.gz");

  private static final Objective OBJECTIVE = new Objective(SECOND, 98);
  private static final Resources FUNCTION = Resources.of(1_700, 3_008L << 20);
  private static final Resources ROOM = new Resources(100_000_000, 100_000, 1L << 50);

  /** A machine: what it has, its price and its capacity in requests a minute. */
  private record Machine(String name, int cpuMillis, int gib, double hourPrice, double perMinute) {
    long bootNanos() {
      return 150 * SECOND;
    }

    String type() {
      return "%s/%d/0/%d/%s/150".formatted(name, cpuMillis, gib * 1_024, hourPrice);
    }

    TrialOptions.Hardware hardware() {
      return new TrialOptions.Hardware(name, 1, hourPrice / gib, bootNanos(), false);
    }

    Profile.Point point() {
      return point(cpuMillis, 60 / perMinute);
    }

    static Profile.Point point(int cpuMillis, double seconds) {
      long nanos = (long) (seconds * SECOND);
      return new Profile.Point(cpuMillis, 0, 1, nanos, Profile.Source.MEASURED);
    }
  }

  private static final List<Machine> MACHINES =
      List.of(
          new Machine("c5.large", 2_000, 4, 0.085, 284),
          new Machine("c5.xlarge", 4_000, 8, 0.17, 490),
          new Machine("c5.2xlarge", 8_000, 16, 0.34, 771),
          new Machine("c5.4xlarge", 16_000, 32, 0.68, 1_080));

  private static final String MARK =
      "mark:types=" + String.join(" ", MACHINES.stream().map(Machine::type).toList());

  /** A function computes as fast as a machine of its cores. */
  private static Profile profile() {
    var points = new ArrayList<Profile.Point>();
    points.add(Machine.point(FUNCTION.cpuMillis(), 60 / 284.0 * 2_000 / FUNCTION.cpuMillis()));
    MACHINES.forEach(machine -> points.add(machine.point()));
    return new Profile(points, 0);
  }

  private static TrialOptions world(boolean machinesFirst) {
    var classes = new ArrayList<TrialOptions.Hardware>();
    classes.add(new TrialOptions.Hardware("function", 1, 1.66667e-5 * 3_600, 0, true));
    MACHINES.forEach(machine -> classes.add(machine.hardware()));
    if (machinesFirst) {
      classes.addFirst(classes.remove(1));
    }
    return TrialOptions.unlimited(1).withHardware(classes, ROOM);
  }

  private static Measurements run(Workload arrivals, double hours, String policy) {
    return run(arrivals, hours, policy, FUNCTION, world(false));
  }

  private static Measurements run(
      Workload arrivals, double hours, String policy, Resources resources, TrialOptions world) {
    var workload =
        Modelled.of(arrivals, profile(), OBJECTIVE, resources, 400_000_000L)
            .until((long) (hours * 3_600 * SECOND));
    return Trial.run(world, workload, PolicyMix.parse(policy, new Registry()));
  }

  /** As many of the smallest machine as the greatest rate needs. */
  private static Measurements fleet(Workload arrivals, double hours, int machines) {
    return run(
        arrivals,
        hours,
        "fixed-size:instances=" + machines,
        Resources.of(2_000, 4 * GIB),
        world(true));
  }

  private static double missed(Measurements measured) {
    return 1 - (double) measured.goodput() / measured.invocations();
  }

  private static Workload twitter() {
    assumeTrue(Files.exists(TWITTER), "skipped: the trace is not here, looked for " + TWITTER);
    return Traces.read(TWITTER, TraceOptions.of("rates:scale=0.5")).workload();
  }

  /** Machines of the smallest type that take the greatest rate of any five seconds. */
  private static int peakMachines(Workload load, double hours) {
    var arrivals = load.arrivals(1);
    var arrival = new Arrival();
    var counts = new int[(int) (hours * 720)];
    while (arrivals.next() < SECOND * 5 * counts.length) {
      arrivals.take(arrival);
      counts[(int) (arrival.at / (5 * SECOND))]++;
    }
    double peak = Arrays.stream(counts).max().orElse(0) / 5.0;
    return (int) Math.ceil(peak / (MACHINES.getFirst().perMinute() / 60));
  }

  private static void compare(String name, Workload load, double hours) {
    int peak = peakMachines(load, hours);
    var mark = run(load, hours, MARK);
    var functions = run(load, hours, "mark");
    var fleet = fleet(load, hours, peak);
    System.out.printf(
        "MArk %s: $%.2f, missed %.2f %%; functions only $%.2f, %.2f %%; %d machines $%.2f, %.2f"
            + " %%%n",
        name,
        mark.cost(),
        100 * missed(mark),
        functions.cost(),
        100 * missed(functions),
        peak,
        fleet.cost(),
        100 * missed(fleet));

    assertThat(missed(mark)).isLessThanOrEqualTo(0.02);
    assertThat(mark.cost()).isLessThan(functions.cost()).isLessThan(fleet.cost());
  }

  @Test
  void theTraceOfTwitterCostsLessThanByFunctionsOnlyOrMachinesForItsPeak() {
    compare("half of Twitter, five hours", twitter(), 5);
  }

  @Test
  void surgesCostLessThanByFunctionsOnlyOrMachinesForTheirPeak() {
    var load = "bursty:rate=20,surge=4,every=20m,lasting=1m,hours=3";
    compare("surges, three hours", Generators.make(load), 3);
  }
}
