package dev.hearth.simulator.replay;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Limits;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.ProfileTable;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Scale;
import dev.hearth.policies.Registry;
import dev.hearth.simulator.laboratory.PolicyMix;
import dev.hearth.simulator.report.LineChart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The plots of {@code docs/objectives.md}: three made-up models on a node of four cores, whose
 * requests come by a Poisson process each. Everything follows from the profiles in the resources
 * and one seed, so the same build draws the same bytes.
 */
public final class Guide {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1_000 * MS;
  private static final long LENGTH = 20 * SECOND;
  private static final long WARM_UP = 10 * SECOND;
  private static final int CORES = 4;

  /** How often a node lets cores be reserved unless told otherwise; planners are told once. */
  private static final int RESERVED = 8;

  private static final long SEED = 1;
  private static final double LONGEST_MILLIS = 60_000;

  /** A model of the guide: its objective, and its requests a second at load 1. */
  private record Model(String name, long objectiveNanos, double rate) {}

  private static final List<Model> MODELS =
      List.of(
          new Model("text", 100 * MS, 60),
          new Model("sound", 20 * MS, 200),
          new Model("picture", 150 * MS, 40));

  private static final List<Double> LOADS = List.of(0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0);

  /** By what the plots call them. */
  private static final Map<String, String> PLANNERS =
      new TreeMap<>(
          Map.of(
              "one request an instance", "one-request",
              "standard (kpa)", "kpa+deadline-aware+wait-estimate",
              "uniform batching", "uniform",
              "infless", "infless"));

  private static final Map<String, String> ADMISSIONS =
      new TreeMap<>(
          Map.of(
              "accept: all wait", "accept+kpa+deadline-aware",
              "wait-estimate: late ones are refused", "wait-estimate+kpa+deadline-aware"));

  private final SortedMap<String, Profile> profiles = profiles();

  /** Draws all of them into a folder, which is made where there is none. */
  public List<Path> write(Path folder) throws IOException {
    Files.createDirectories(folder);
    var written = new ArrayList<Path>();
    for (var plot : plots().entrySet()) {
      written.add(Files.writeString(folder.resolve(plot.getKey() + ".svg"), plot.getValue().svg()));
    }
    return written;
  }

  private SortedMap<String, LineChart> plots() {
    var plots = new TreeMap<String, LineChart>();
    plots.put(
        "batching",
        byRows("What batching gives, one core", "rows a second, times those of one", this::gain));
    plots.put(
        "latency", byRows("What batching costs, one core", "latency of a run, ms", Guide::millis));
    plots.put(
        "policies",
        byLoad(
            "Three models on four cores (simulated)",
            "within the objective, %",
            PLANNERS,
            sample -> 100 - Figure.VIOLATIONS.of(sample)));
    plots.put(
        "overload",
        byLoad(
            "Beyond what can be served (simulated)",
            "answers within the objective a second",
            ADMISSIONS,
            Figure.GOODPUT::of));
    return plots;
  }

  private static double millis(List<Profile.Point> points, int place) {
    return points.get(place).nanos() / 1e6;
  }

  private double gain(List<Profile.Point> points, int place) {
    var point = points.get(place);
    return point.rows() * (double) points.getFirst().nanos() / point.nanos();
  }

  private interface OfPoint {
    double value(List<Profile.Point> points, int place);
  }

  private LineChart byRows(String title, String y, OfPoint value) {
    var series = new ArrayList<LineChart.Series>();
    profiles.forEach(
        (name, profile) -> {
          var points =
              profile.points().stream().filter(point -> point.cpuMillis() == 1_000).toList();
          var line = new ArrayList<LineChart.Point>();
          for (int place = 0; place < points.size(); place++) {
            line.add(new LineChart.Point(points.get(place).rows(), value.value(points, place)));
          }
          series.add(new LineChart.Series(name, line, false));
        });
    return new LineChart(title, "rows of a batch", y, true, series);
  }

  private LineChart byLoad(
      String title, String y, Map<String, String> mixes, ToDoubleFunction<Figure.Sample> value) {
    var series = new ArrayList<LineChart.Series>();
    mixes.forEach(
        (name, mix) -> {
          var line = new ArrayList<LineChart.Point>();
          for (double load : LOADS) {
            var plan = plan(load);
            var ended = Rehearsal.of(scene(plan, mix), arrivals(plan));
            line.add(
                new LineChart.Point(
                    offered(load), value.applyAsDouble(Figure.Sample.of(ended, plan, -1))));
          }
          series.add(new LineChart.Series(name, line, false));
        });
    return new LineChart(title, "requests a second, all models", y, false, series);
  }

  private static double offered(double load) {
    return load * MODELS.stream().mapToDouble(Model::rate).sum();
  }

  private static Plan plan(double load) {
    return new Plan(
        SEED,
        LENGTH,
        WARM_UP,
        MODELS.stream()
            .map(
                model ->
                    new Plan.Load(
                        model.name(), "", "", 0, load * model.rate(), model.objectiveNanos(), 1))
            .toList());
  }

  private static List<long[]> arrivals(Plan plan) {
    var arrivals = new ArrayList<long[]>();
    for (var load : plan.models()) {
      var random = new SplittableRandom(SEED + arrivals.size());
      var instants = new long[(int) (load.rate() * LENGTH / SECOND * 2) + 16];
      int size = 0;
      for (double at = gap(random, load); at < LENGTH; at += gap(random, load)) {
        instants[size++] = (long) at;
      }
      arrivals.add(Arrays.copyOf(instants, size));
    }
    return arrivals;
  }

  private static double gap(SplittableRandom random, Plan.Load load) {
    return -StrictMath.log(1 - random.nextDouble()) * SECOND / load.rate();
  }

  private Scene scene(Plan plan, String mix) {
    var options =
        new KernelOptions(
            0,
            Resources.of((mix.contains("kpa") ? RESERVED : 1) * CORES * 1_000, 1L << 36),
            Limits.DEFAULTS,
            PolicyMix.parse(mix, new Registry()).choice(),
            SEED);
    var revisions = plan.models().stream().map(this::revision).toList();
    var served =
        revisions.stream()
            .map(each -> new NodeFile.Served(each.name(), "1", each, 1, 200.0 * MS))
            .toList();
    return new Scene(
        plan,
        new NodeFile(CORES, CORES, MS, options, served),
        revisions,
        plan.models().stream().map(_ -> new Overheads(0.4 * MS, 0, 0, 0, 0)).toList());
  }

  private Revision revision(Plan.Load load) {
    return new Revision(
            0,
            load.name(),
            new Configuration(Resources.of(1_000, 1 << 28), new Batching(16, 5 * MS), 1),
            new Scale(0, CORES),
            new Objective(load.objectiveNanos(), 99),
            10_000,
            true,
            PolicyChoice.DEFAULTS)
        .withProfile(profiles.getOrDefault(load.name(), Profile.NONE));
  }

  private static SortedMap<String, Profile> profiles() {
    try (InputStream in = Guide.class.getResourceAsStream("guide-profiles.txt")) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks guide-profiles.txt");
      }
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return ProfileTable.parse(text.lines().toList(), LONGEST_MILLIS);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
