package dev.hearth.simulator.workload;

import dev.hearth.kernel.Suite.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A mix like that of a public provider, from the distributions that M. Shahrad et al. published
 * ("Serverless in the Wild: Characterizing and Optimizing the Serverless Workload at a Large Cloud
 * Provider", USENIX ATC 2020). The unit that the paper keeps warm is the application; here it is
 * the function, so its figures for applications hold for functions.
 *
 * <ul>
 *   <li>Popularity: see {@link Popularity}.
 *   <li>Triggers: as the functions in the paper's table of triggers, timers on the functions
 *       invoked at most once a minute, with a period of whole minutes.
 *   <li>Gaps between arrivals by their coefficient of variation (CV): a fifth periodic (timers and
 *       others), a fifth Poisson, two fifths bursty with a CV log-uniform between 1 and {@code
 *       most-cv}, the others irregular with a CV between 1/4 and 1. The shares are an assumption in
 *       the shape of the paper's plot.
 *   <li>Day and week: half of the load is always there, the other half comes and goes with the day
 *       and is smaller by {@code weekend} on the sixth and seventh; periodic functions go on all
 *       the time. The mean over the workload's length stays as it is.
 *   <li>Execution time: a function's mean in seconds is log-normal (mu -0.38, sigma 2.36), kept in
 *       [1 ms, 10 min] and such that a function runs {@code concurrency} times at once at most on
 *       average, which is not from the paper; around it a log-normal with sigma {@code spread}.
 *   <li>Memory: of an application in MB, Burr (c 11.652, k 0.221, lambda 107.083), kept in [64 MiB,
 *       1.5 GiB].
 *   <li>Applications: 54% have one function, 95% at most ten.
 * </ul>
 *
 * <p>Deliberately not here: correlation between popularity, execution time and memory, and chains
 * of functions, which workflows have.
 */
final class AzureMix implements Generator {
  private static final double DAY_NANOS = 86_400e9;
  private static final long MINUTE_NANOS = 60_000_000_000L;

  @Override
  public String name() {
    return "azure";
  }

  @Override
  public String meaning() {
    return "a mix like a public provider's (Shahrad et al., ATC 2020)";
  }

  @Override
  public List<Parameter> parameters() {
    return Stream.concat(
            Shape.length("14").stream(),
            Stream.of(
                new Parameter("functions", "", "500", "how many functions"),
                new Parameter("mix", "", "1", "seed of which functions there are"),
                new Parameter(
                    "invocations", "", "none", "expected in all; sets the head of popularity"),
                new Parameter("head", "", "1", "Zipf's exponent of the most popular 19%"),
                new Parameter("least", "1/day", "0.1", "invocations of the rarest function"),
                new Parameter("scale", "", "1", "of all rates, after what else sets them"),
                new Parameter("periodic", "", "0.2", "share of functions with CV 0"),
                new Parameter("poisson", "", "0.2", "share of functions with CV 1"),
                new Parameter("bursty", "", "0.4", "share of functions with CV above 1"),
                new Parameter("most-cv", "", "10", "largest CV"),
                new Parameter("weekend", "", "0.5", "how much less of the daily half at weekends"),
                new Parameter("spread", "", "0.5", "sigma of execution times of one function"),
                new Parameter(
                    "concurrency", "", "100", "most runs of one function at once on average")))
        .toList();
  }

  @Override
  public Workload make(Settings settings, String name, Fingerprint fingerprint) {
    return new Draw(settings).workload(name, fingerprint.text());
  }

  /** One draw of the functions. */
  private static final class Draw {
    private final int count;
    private final long length;
    private final SplittableRandom random;
    private final double scale;
    private final Popularity popularity;
    private final AzureFunction.Mixture mixture;
    private final AzureFunction.Load load;
    private final List<FunctionProfile> functions = new ArrayList<>();
    private final List<ArrivalProcess> processes = new ArrayList<>();
    private final List<Durations> durations = new ArrayList<>();

    Draw(Settings settings) {
      count = (int) settings.count("functions", 1, 10_000_000);
      length = Shape.lengthNanos(settings);
      random = new SplittableRandom(settings.count("mix", 0, Long.MAX_VALUE));
      scale = settings.number("scale", 1e-9, 1e9);
      popularity = popularity(settings);
      mixture =
          new AzureFunction.Mixture(
              settings.number("periodic", 0, Popularity.MINUTELY_SHARE),
              settings.number("poisson", 0, 1),
              settings.number("bursty", 0, 1),
              settings.number("most-cv", 1, 1_000));
      load =
          new AzureFunction.Load(
              Week.rhythm(length, settings.number("weekend", 0, 1)),
              new LogNormalTable(settings.number("spread", 0, 5)),
              settings.number("concurrency", 1e-6, 1e12));
    }

    private Popularity popularity(Settings settings) {
      double least = settings.number("least", 1e-6, Popularity.HOURLY);
      return settings.is("invocations", "none")
          ? new Popularity(least, settings.number("head", 0, 3), 1)
          : Popularity.of(
              least,
              settings.count("invocations", 1, 1_000_000_000_000L) / (length / DAY_NANOS),
              count);
    }

    Workload workload(String name, String fingerprint) {
      int[] ranks = shuffledRanks();
      int application = 0;
      while (functions.size() < count) {
        int size = AzureFunction.applicationSize(random.nextDouble());
        long memory = AzureFunction.memoryBytes(random.nextDouble());
        for (int member = 0; member < size && functions.size() < count; member++) {
          add("app-%05d".formatted(application), memory, ranks[functions.size()]);
        }
        application++;
      }
      return new ProcessWorkload(name, functions, processes, durations, length, fingerprint);
    }

    private void add(String application, long memory, int rank) {
      double u = (rank + 0.5) / count;
      var kind = mixture.draw(u <= Popularity.MINUTELY_SHARE, random);
      double perDay = popularity.perDay(u) * scale;
      double gap = DAY_NANOS / perDay;
      if (kind.periodic()) {
        gap = Math.max(1, StrictMath.rint(gap / MINUTE_NANOS)) * MINUTE_NANOS;
      }
      functions.add(
          new FunctionProfile(
              "%s-%05d".formatted(kind.trigger(), functions.size()),
              application,
              Shape.configuration(memory),
              ColdStartModel.USUAL.of(memory)));
      processes.add(kind.process(gap, load.rhythm()));
      durations.add(load.durations(gap, random.nextDouble()));
    }

    /** Every function has a rank of its own, so that shares are as published in any draw. */
    private int[] shuffledRanks() {
      int[] ranks = new int[count];
      for (int rank = 0; rank < count; rank++) {
        int other = random.nextInt(rank + 1);
        ranks[rank] = ranks[other];
        ranks[other] = rank;
      }
      return ranks;
    }
  }
}
