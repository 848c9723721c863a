package dev.hearth.simulator.workload;

import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Suite.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Functions that are all alike, each with arrivals of its own. */
abstract class Uniform implements Generator {
  private static final double MOST_RATE = 1e7;

  private final String name;
  private final String meaning;
  private final List<Parameter> parameters;

  Uniform(String name, String meaning, Parameter... own) {
    this.name = name;
    this.meaning = meaning;
    this.parameters =
        Stream.of(Stream.of(own), common(), Shape.length("1").stream())
            .flatMap(one -> one)
            .toList();
  }

  private static Stream<Parameter> common() {
    return Stream.of(
        new Parameter("functions", "", "1", "how many functions, each with arrivals of its own"),
        new Parameter("duration", "time", "100ms", "mean execution time"),
        new Parameter("spread", "", "0", "sigma of the log-normal execution times"),
        new Parameter(
            "row-time",
            "time",
            "none",
            "execution time of one row of input; none: inputs have no size"),
        new Parameter(
            "most-rows", "rows", "64", "of the largest input, to which larger ones are cut"),
        new Parameter("memory", "memory", "256MiB", "of an instance"),
        new Parameter(
            "cold-start", "time", "model", "of all phases; model: in proportion to memory"),
        new Parameter("objective", "time", "none", "latency to keep at the 99th percentile"));
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String meaning() {
    return meaning;
  }

  @Override
  public final List<Parameter> parameters() {
    return parameters;
  }

  /** When one of the functions is invoked. */
  abstract ArrivalProcess process(Settings settings, long lengthNanos, Fingerprint fingerprint);

  /** Nanoseconds between arrivals at a rate that is set a second. */
  static double gapNanos(Settings settings, String parameter) {
    return 1e9 / settings.number(parameter, 1e-9, MOST_RATE);
  }

  @Override
  public final Workload make(Settings settings, String workloadName, Fingerprint fingerprint) {
    int count = (int) settings.count("functions", 1, 10_000_000);
    long length = Shape.lengthNanos(settings);
    var process = process(settings, length, fingerprint);
    var durations =
        new LogNormalTable(settings.number("spread", 0, 5))
            .withMean((double) settings.nanos("duration"));
    long memory = settings.bytes("memory");
    var coldStart = coldStart(settings, memory);
    var objective = objective(settings);
    var sizes = sizes(settings);
    var functions = new ArrayList<FunctionProfile>(count);
    for (int function = 0; function < count; function++) {
      var called = count == 1 ? name : "%s-%05d".formatted(name, function);
      functions.add(
          new FunctionProfile(
              called,
              called,
              sizes.of(Shape.configuration(memory)),
              coldStart,
              objective,
              sizes.latency()));
    }
    return new ProcessWorkload(
        workloadName,
        functions,
        java.util.Collections.nCopies(count, process),
        java.util.Collections.nCopies(count, durations),
        sizes,
        length,
        fingerprint.text());
  }

  private static InputSizes sizes(Settings settings) {
    return settings.is("row-time", "none")
        ? InputSizes.NONE
        : new InputSizes(
            Math.max(1, settings.nanos("row-time")), (int) settings.count("most-rows", 1, 10_000));
  }

  private static ColdStart coldStart(Settings settings, long memory) {
    var usual = ColdStartModel.USUAL.of(memory);
    return settings.is("cold-start", "model")
        ? usual
        : usual.scaledTo(settings.nanos("cold-start"));
  }

  private static Objective objective(Settings settings) {
    return settings.is("objective", "none")
        ? Objective.NONE
        : new Objective(settings.nanos("objective"), 99);
  }
}
