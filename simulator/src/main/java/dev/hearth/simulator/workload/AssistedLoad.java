package dev.hearth.simulator.workload;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Suite.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Surges on models each of which has a helper that holds a part of it: after the models come their
 * helpers, in the same order. A batch of {@code b} rows takes {@code overhead + b · row} on one
 * core alone, and that times {@code shared} with the helper, if {@code b} is at least 2: a model of
 * blocks, not a measurement.
 */
final class AssistedLoad implements Generator {
  private static final int CORE = 1_000;

  private final Generator load = new SimpleGenerators.BurstyLoad();

  @Override
  public String name() {
    return "assisted";
  }

  @Override
  public String meaning() {
    return "surges on models, each with a helper that holds a part of it";
  }

  @Override
  public List<Parameter> parameters() {
    return Stream.concat(
            load.parameters().stream(),
            Stream.of(
                new Parameter("row", "time", "8ms", "of each row of a batch, on one core"),
                new Parameter("overhead", "time", "2ms", "of a batch beside its rows"),
                new Parameter("shared", "", "0.6", "time of a batch with help, of that without"),
                new Parameter("batch", "rows", "8", "largest batch"),
                new Parameter("helper-memory", "memory", "24MiB", "of an instance that helps")))
        .toList();
  }

  @Override
  public Workload make(Settings settings, String workloadName, Fingerprint fingerprint) {
    var of = load.make(settings, workloadName, fingerprint);
    var functions = new ArrayList<FunctionProfile>();
    for (var plain : of.functions()) {
      functions.add(body(plain, settings));
    }
    for (int body = 0; body < of.functions().size(); body++) {
      functions.add(helper(of.functions().get(body), body, settings));
    }
    return new Assisted(of, functions);
  }

  private static FunctionProfile body(FunctionProfile plain, Settings settings) {
    return new FunctionProfile(
        plain.name(),
        plain.application(),
        configuration(plain.configuration().resources().memoryBytes(), settings),
        plain.coldStart(),
        plain.objective(),
        Optional.of(profile(settings, 1)));
  }

  private static FunctionProfile helper(FunctionProfile plain, int body, Settings settings) {
    long memory = settings.bytes("helper-memory");
    return new FunctionProfile(
        plain.name() + "#shadow",
        plain.application(),
        configuration(memory, settings),
        ColdStartModel.USUAL.of(memory),
        plain.objective(),
        Optional.of(profile(settings, settings.number("shared", 0.01, 1))),
        body);
  }

  private static Configuration configuration(long memoryBytes, Settings settings) {
    int rows = (int) settings.count("batch", 1, 1_024);
    return new Configuration(Resources.of(CORE, memoryBytes), new Batching(rows, 0), 1);
  }

  private static Profile profile(Settings settings, double shared) {
    var points = new ArrayList<Profile.Point>();
    for (int rows = 1; rows <= settings.count("batch", 1, 1_024); rows++) {
      double alone = settings.nanos("overhead") + (double) rows * settings.nanos("row");
      long nanos = Math.max(1, Math.round(alone * (rows < 2 ? 1 : shared)));
      points.add(new Profile.Point(CORE, 0, rows, nanos, Profile.Source.COMPOSED));
    }
    return new Profile(points, 0);
  }

  /** Arrivals as they were, for functions of which the first half gets them all. */
  private record Assisted(Workload of, List<FunctionProfile> functions) implements Workload {
    private Assisted {
      functions = List.copyOf(functions);
    }

    @Override
    public String name() {
      return of.name();
    }

    @Override
    public long lengthNanos() {
      return of.lengthNanos();
    }

    @Override
    public String fingerprint() {
      return of.fingerprint();
    }

    @Override
    public Arrivals arrivals(long seed) {
      return of.arrivals(seed);
    }
  }
}
