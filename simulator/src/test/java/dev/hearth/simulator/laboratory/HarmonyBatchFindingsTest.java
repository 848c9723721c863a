package dev.hearth.simulator.laboratory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Change;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.LatencyModel;
import dev.hearth.kernel.Members;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.World;
import dev.hearth.policies.Registry;
import dev.hearth.policies.harmonybatch.CostModel;
import dev.hearth.policies.harmonybatch.FormulaLatency;
import dev.hearth.simulator.Data;
import dev.hearth.simulator.Seating;
import dev.hearth.simulator.workload.Arrival;
import dev.hearth.simulator.workload.Arrivals;
import dev.hearth.simulator.workload.ColdStart;
import dev.hearth.simulator.workload.FunctionProfile;
import dev.hearth.simulator.workload.Workload;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What HarmonyBatch is claimed to do, with published models of its authors: eight applications of
 * one model with objectives of their own. Every run takes as long as the slowest of its kind, and
 * is paid for as long as the mean of its kind, whatever the policy.
 */
class HarmonyBatchFindingsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long LENGTH = 600 * SECOND;
  private static final int CPU_BATCHES = 4;
  private static final int SLICES = 24;
  private static final double SLICE_SECONDS = 0.002;

  /** Seconds over the objective of the first, and requests a second. */
  private static final double[][] APPLICATIONS = {
    {0, 5}, {0.1, 8}, {0.2, 3}, {0.3, 12}, {0.45, 6}, {0.6, 15}, {0.8, 4}, {1, 10}
  };

  private static CostModel published(String name) throws IOException {
    var file = Data.file("harmonybatch/model.json").toFile();
    var model = JsonMapper.shared().readTree(file).get(name);
    var cpu = model.get("CPU");
    var gpu = model.get("GPU");
    var device = gpu.get("A10");
    var limits = new ArrayList<Integer>();
    gpu.get("gpu_mem").forEach(limit -> limits.add(limit.asInt()));
    return new CostModel(
        curves(cpu.get("avg")),
        curves(cpu.get("max")),
        cpu.get("mem").get(0).asDouble(),
        cpu.get("mem").get(1).asDouble(),
        device.get("l1").asDouble(),
        device.get("l2").asDouble(),
        gpu.get("mem").asDouble(),
        device.has("a") ? device.get("a").asDouble() : 1,
        device.has("b") ? device.get("b").asDouble() : 0,
        limits,
        CostModel.Sizes.PUBLISHED);
  }

  private static List<CostModel.Curve> curves(JsonNode node) {
    var curves = new ArrayList<CostModel.Curve>();
    for (var curve : node.get("Exponential")) {
      curves.add(
          new CostModel.Curve(
              curve.get(0).asDouble(), curve.get(1).asDouble(), curve.get(2).asDouble()));
    }
    return curves;
  }

  /** Published latencies and prices of one model. */
  private record Priced(CostModel model, FormulaLatency average) {
    static Priced of(CostModel model) {
      return new Priced(model, FormulaLatency.of(model.numbers()));
    }

    private static int slices(Resources resources) {
      return (int) Math.round(resources.gpuPercent() * SLICES / 100.0);
    }

    private double averageSeconds(int rows, Resources resources) {
      int known = resources.gpuPercent() > 0 ? rows : Math.min(rows, CPU_BATCHES);
      return average.estimate(0, known, resources, 0) / 1e9 * rows / known;
    }

    /** More rows than are known on CPUs take as long as several runs. */
    double slowestSeconds(int rows, Resources resources) {
      if (resources.gpuPercent() > 0) {
        int slices = slices(resources);
        double alone = averageSeconds(rows, resources) * slices / SLICES;
        double others = (SLICES - slices) * SLICE_SECONDS;
        double waits = Math.ceil(alone / (slices * SLICE_SECONDS)) * others;
        return (waits + alone) * (slices == SLICES ? 1 : 1.2);
      }
      int known = Math.min(rows, CPU_BATCHES);
      var curve = model.maximum().get(known - 1);
      double cores = resources.cpuMillis() / 1e3;
      double seconds = curve.alpha() * StrictMath.exp(-cores / curve.beta()) + curve.gamma();
      return seconds * rows / known;
    }

    LatencyModel slowest() {
      return (function, rows, resources, load) -> (long) (slowestSeconds(rows, resources) * SECOND);
    }

    /** The same on CPUs, as a table. */
    Profile table() {
      var points = new ArrayList<Profile.Point>();
      for (int millis = 500; millis <= 8_000; millis += 100) {
        for (int rows = 1; rows <= CPU_BATCHES; rows++) {
          long nanos = (long) (slowestSeconds(rows, Resources.of(millis, 0)) * SECOND);
          points.add(new Profile.Point(millis, 0, rows, nanos, Profile.Source.MEASURED));
        }
      }
      return new Profile(points, 0);
    }

    /** Yuan of one run, with the memory that the model needs and a gigabyte a core at least. */
    double price(int rows, Resources resources) {
      double seconds = averageSeconds(rows, resources);
      double cores = resources.cpuMillis() / 1e3;
      if (resources.gpuPercent() > 0) {
        double gigabytes = model.gpuMemoryMegabytes() / 1024;
        return 9e-7
            + (9e-5 * cores + 9e-6 * gigabytes + 1.1e-4 * slices(resources)) * Math.ceil(seconds);
      }
      double needed = (model.memorySlope() * rows + model.memoryIntercept()) / 1024;
      double gigabytes = Math.ceil(Math.max(needed, cores) * 16 - 1e-9) / 16;
      return 9e-7 + (9e-5 * cores + 9e-6 * gigabytes) * seconds;
    }
  }

  /** Poisson streams, one for each application. */
  private record Applications(double firstObjective, LatencyModel latency, int maxRows)
      implements Workload {
    @Override
    public String name() {
      return "eight applications";
    }

    @Override
    public List<FunctionProfile> functions() {
      var functions = new ArrayList<FunctionProfile>();
      for (double[] application : APPLICATIONS) {
        var name = "application-" + functions.size();
        long objective = (long) ((firstObjective + application[0]) * SECOND);
        functions.add(
            new FunctionProfile(
                name,
                name,
                new Configuration(Resources.of(4_000, 1L << 30), new Batching(maxRows, 0), 1),
                new ColdStart(0, 0, 0, SECOND / 2, 0),
                new Objective(objective, 99),
                Optional.of(latency)));
      }
      return functions;
    }

    @Override
    public long lengthNanos() {
      return LENGTH;
    }

    @Override
    public String fingerprint() {
      return "test";
    }

    @Override
    public Arrivals arrivals(long seed) {
      return new Streams(new SplittableRandom(seed));
    }
  }

  private static final class Streams implements Arrivals {
    private final SplittableRandom random;
    private final double[] next = new double[APPLICATIONS.length];

    Streams(SplittableRandom random) {
      this.random = random;
      for (int i = 0; i < next.length; i++) {
        moveOn(i);
      }
    }

    private void moveOn(int stream) {
      next[stream] -= StrictMath.log(1 - random.nextDouble()) / APPLICATIONS[stream][1];
    }

    private int first() {
      int first = 0;
      for (int i = 1; i < next.length; i++) {
        first = next[i] < next[first] ? i : first;
      }
      return first;
    }

    @Override
    public long next() {
      long at = (long) (next[first()] * SECOND);
      return at < LENGTH ? at : Long.MAX_VALUE;
    }

    @Override
    public void take(Arrival into) {
      into.at = next();
      into.function = first();
      into.durationNanos = 0;
      moveOn(into.function);
    }
  }

  /** What was measured, and yuan in all. */
  private record Found(Measurements measured, double price) {
    double kept() {
      return (double) measured.goodput() / measured.invocations();
    }

    double cost() {
      return price / measured.invocations();
    }
  }

  private static final class Bill {
    private final Priced priced;
    private final TreeMap<Integer, Resources> instances = new TreeMap<>();
    private double sum;

    Bill(Priced priced) {
      this.priced = priced;
    }

    Seating.Seat seat(KernelOptions options, World world) {
      var counted =
          (World)
              Proxy.newProxyInstance(
                  World.class.getClassLoader(),
                  new Class<?>[] {World.class},
                  (_, method, arguments) -> {
                    count(method.getName(), arguments);
                    try {
                      return method.invoke(world, arguments);
                    } catch (InvocationTargetException e) {
                      throw e.getCause();
                    }
                  });
      return new Seating.Seat(new Kernel(options, new Registry(), counted));
    }

    private void count(String method, Object[] arguments) {
      if (method.equals("change") && arguments[2] instanceof Change.Create create) {
        instances.put((Integer) arguments[1], create.configuration().resources());
      } else if (method.equals("run")) {
        var on = Objects.requireNonNull(instances.get((Integer) arguments[1]));
        sum += priced.price(((Members) arguments[3]).rows(), on);
      }
    }
  }

  private static Found run(Priced priced, Applications applications, String policies) {
    var bill = new Bill(priced);
    var options =
        TrialOptions.unlimited(1)
            .withCapacity(had -> new Resources(had.cpuMillis(), 1_000_000, had.memoryBytes()));
    var measured =
        Trial.run(
            options, applications, PolicyMix.parse(policies, new Registry()), bill::seat, _ -> {});
    return new Found(measured, bill.sum);
  }

  private static String harmonyBatch(Priced priced, String grouping) {
    var numbers =
        priced.model().numbers().stream().map(String::valueOf).collect(Collectors.joining(" "));
    return "harmonybatch:interval=30s:grouping=%s:model=%s".formatted(grouping, numbers);
  }

  private static Found batch(Priced priced, double objective, double margin) {
    return run(
        priced,
        new Applications(objective, priced.table(), CPU_BATCHES),
        "batch:interval=30s:core-memory=1024MiB:max-batch=%d:margin=%s"
            .formatted(CPU_BATCHES, margin));
  }

  /**
   * BATCH as it is keeps fewer objectives, so that it is cheaper; a greater margin makes it keep
   * about as many. Two-stage merging of Bert costs more all the same, up to {@code most} times.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource({"Bert,0.4,1.05", "VGG19,0.5,0.75"})
  void objectivesAreKeptForLessThanBatchAsksForEachAlone(String name, double objective, double most)
      throws IOException {
    var priced = Priced.of(published(name));
    var careful = batch(priced, objective, 0.3);
    var shared = new Applications(objective, priced.slowest(), 32);
    var twoStage = run(priced, shared, harmonyBatch(priced, "two-stage"));
    var neighbours = run(priced, shared, harmonyBatch(priced, "neighbours"));
    say(name, "BATCH, margin 0.05", batch(priced, objective, 0.05), careful);
    say(name, "BATCH, margin 0.3", careful, careful);
    say(name, "two-stage", twoStage, careful);
    say(name, "neighbours", neighbours, careful);

    assertThat(List.of(twoStage.kept(), neighbours.kept())).allMatch(kept -> kept >= 0.97);
    assertThat(neighbours.cost()).isLessThan(careful.cost());
    assertThat(twoStage.cost()).isLessThan(most * careful.cost());
  }

  private static void say(String name, String way, Found found, Found careful) {
    System.out.printf(
        "HarmonyBatch, %s, %s: kept %.2f %% (least of an application %.2f %%), %.3g yuan a"
            + " request, %.2f of careful BATCH's%n",
        name,
        way,
        100 * found.kept(),
        100 * found.measured().leastFunctionGoodput(),
        found.cost(),
        found.cost() / careful.cost());
  }
}
