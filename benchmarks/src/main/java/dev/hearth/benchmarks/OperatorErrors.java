package dev.hearth.benchmarks;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelStore;
import dev.hearth.inference.OnnxRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.operators.Composition;
import dev.hearth.inference.operators.OperatorDatabase;
import dev.hearth.inference.operators.Trace;
import dev.hearth.inference.operators.Tracer;
import dev.hearth.inference.profile.SampleInputs;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * How far the sum of a model's operators is from runs of the whole model, at numbers of rows at
 * which the operators were not profiled: from the model's own operators at the least and most rows
 * interpolated, and from the operators of the other models alone.
 *
 * <p>Whole runs are timed by the clock and, at one thread, by the processor time of the thread,
 * which other programs on the machine disturb less.
 */
final class OperatorErrors {
  private static final int WARM_UPS = 5;

  /** What one model's runs gave. */
  private record Gathered(Trace trace, Map<Integer, Whole> whole) {}

  /** Nanoseconds of whole runs, by the clock and of the processor. */
  private record Whole(double clock, double processor) {}

  private final OnnxRuntime runtime = new OnnxRuntime();
  private final List<Integer> profiled;
  private final List<Integer> predicted;
  private final double quantile;
  private final int threads;
  private final int runs;
  private final Composition.Fold fold;

  private OperatorErrors(Arguments arguments) {
    profiled = arguments.numbers("--profiled=", "1,4,8");
    predicted = arguments.numbers("--predicted=", "2,3,6");
    threads = Integer.parseInt(arguments.take("--threads=", "1"));
    runs = Integer.parseInt(arguments.take("--runs=", "40"));
    quantile = Double.parseDouble(arguments.take("--quantile=", "0.5"));
    fold = Composition.Fold.valueOf(arguments.take("--fold=", "SEQUENTIAL"));
  }

  public static void main(String[] words) {
    var arguments = new Arguments(words);
    var errors = new OperatorErrors(arguments);
    var store = new ModelStore(Path.of(arguments.take("--store=", "target/models")));
    List<String> names = List.of(arguments.take("--models=", "all").split(",", -1));
    arguments.requireNone();
    System.out.printf("%s, load %.1f%n", Machine.description(), Machine.load());
    errors.report(errors.gathered(store, names));
  }

  private Map<ProfiledModel, Gathered> gathered(ModelStore store, List<String> names) {
    Map<ProfiledModel, Gathered> gathered = new LinkedHashMap<>();
    for (ProfiledModel model : ProfiledModel.ALL) {
      if (names.contains("all") || names.contains(model.name())) {
        gathered.put(model, gather(model, store.fetch(model.source(), _ -> {})));
      }
    }
    return gathered;
  }

  /** Whole runs before and after the traced ones: what disturbs for a while disturbs both. */
  private Gathered gather(ProfiledModel model, Artifact artifact) {
    var options = RuntimeOptions.defaults().withIntraOpThreads(threads);
    try (LoadedModel whole = runtime.open(artifact, options)) {
      SampleInputs inputs = model.inputs(whole.metadata());
      var clock = new TreeMap<Integer, List<Long>>();
      var processor = new TreeMap<Integer, List<Long>>();
      time(whole, inputs, model, clock, processor);
      var runsOf = new TreeMap<Integer, Integer>();
      model.possible(predicted).forEach(rows -> runsOf.put(rows, 1));
      model.possible(profiled).forEach(rows -> runsOf.put(rows, runs));
      Trace trace =
          new Tracer(runtime, inputs, quantile, () -> false)
              .trace(engine -> engine.open(artifact, options), threads, runsOf);
      time(whole, inputs, model, clock, processor);
      var medians = new TreeMap<Integer, Whole>();
      clock.forEach(
          (rows, times) ->
              medians.put(
                  rows, new Whole(quantile(times), quantile(processor.getOrDefault(rows, times)))));
      return new Gathered(trace, medians);
    }
  }

  private void time(
      LoadedModel model,
      SampleInputs inputs,
      ProfiledModel of,
      Map<Integer, List<Long>> clock,
      Map<Integer, List<Long>> processor) {
    var thread = ManagementFactory.getThreadMXBean();
    for (int rows : of.possible(predicted)) {
      var feeds = inputs.of(rows, 1);
      for (int run = -WARM_UPS; run < runs; run++) {
        long since = System.nanoTime();
        long used = thread.getCurrentThreadCpuTime();
        model.run(feeds, Set.of());
        long ran = thread.getCurrentThreadCpuTime() - used;
        long took = System.nanoTime() - since;
        if (run >= 0) {
          clock.computeIfAbsent(rows, _ -> new ArrayList<>()).add(took);
          processor.computeIfAbsent(rows, _ -> new ArrayList<>()).add(ran);
        }
      }
    }
  }

  private double quantile(List<Long> times) {
    return times.stream()
        .mapToLong(Long::longValue)
        .sorted()
        .skip((long) (times.size() * quantile))
        .findFirst()
        .orElseThrow();
  }

  private void report(Map<ProfiledModel, Gathered> gathered) {
    System.out.printf(
        Locale.ROOT,
        "%d threads, operators profiled at %s rows, %s, quantile %s of %d runs%n"
            + "| model | rows | whole ms | of the processor | own operators | error | of the"
            + " processor | others' operators | known by shape | error |%n"
            + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |%n",
        threads,
        profiled,
        fold,
        quantile,
        runs);
    List<Double> errors = new ArrayList<>();
    gathered.forEach(
        (model, of) ->
            of.whole().forEach((rows, whole) -> row(gathered, model, rows, whole, errors)));
    System.out.printf(
        Locale.ROOT,
        "mean error of own operators by the %s: %.1f %%%n",
        threads == 1 ? "processor's time" : "clock",
        errors.stream().mapToDouble(Math::abs).average().orElse(0));
  }

  private void row(
      Map<ProfiledModel, Gathered> gathered,
      ProfiledModel model,
      int rows,
      Whole whole,
      List<Double> errors) {
    Trace trace = Objects.requireNonNull(gathered.get(model)).trace();
    var own = new OperatorDatabase();
    own.add(trace, model.possible(profiled));
    var others = new OperatorDatabase();
    gathered.forEach(
        (other, of) -> {
          if (!other.equals(model)) {
            others.add(of.trace(), other.possible(profiled));
          }
        });
    var byOwn = new Composition(own, fold).of(trace, rows);
    var byOthers = new Composition(others, fold).of(trace, rows);
    double real = threads == 1 ? whole.processor() : whole.clock();
    errors.add(error(byOwn.nanos(), real));
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.3f | %.3f | %.3f | %+.1f %% | %+.1f %% | %s | %.0f %% | %s |%n",
        model.name(),
        rows,
        whole.clock() / 1e6,
        whole.processor() / 1e6,
        byOwn.nanos() / 1e6,
        error(byOwn.nanos(), whole.clock()),
        error(byOwn.nanos(), whole.processor()),
        byOthers.whole()
            ? "%.3f".formatted(byOthers.nanos() / 1e6)
            : byOthers.unknown().size() + " unknown",
        byOthers.exactPercent(),
        byOthers.whole() ? "%+.1f %%".formatted(error(byOthers.nanos(), real)) : "-");
  }

  private static double error(double predicted, double real) {
    return 100 * (predicted / real - 1);
  }
}
