package dev.hearth.simulator.llm;

import dev.hearth.policies.enova.Detector;
import dev.hearth.policies.enova.Detector.Verdict;
import dev.hearth.policies.enova.LlmConfiguration;
import dev.hearth.policies.enova.LlmModel;
import dev.hearth.policies.enova.Recommender;
import dev.hearth.policies.enova.Remedy;
import dev.hearth.policies.enova.ServerSample;
import dev.hearth.simulator.llm.LlmFleet.Observation;
import dev.hearth.simulator.llm.LlmTraffic.Disturbance;
import dev.hearth.simulator.llm.LlmTraffic.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What ENOVA does for the modelled server: throughput of its recommendations beside a static
 * default, how well its detector finds what goes wrong, and how soon a fleet is well again.
 */
public final class LlmStudy {
  private static final double GIB = 1L << 30;
  private static final double SAMPLE_SECONDS = 30;
  private static final double BOOT_SECONDS = 60;
  private static final int MOST_REPLICAS = 12;
  private static final double FALSE_ALARM = 1e-3;
  private static final double USUAL_RATE = 18;
  private static final int REPLICAS = 4;
  private static final List<Kind> KINDS = List.of(Kind.values());
  private static final double HOUR = 3_600;

  /** What a server is given that nobody thought about. */
  private static final LlmConfiguration DEFAULT = new LlmConfiguration(256, 0.9, 1);

  /** About what seven billion parameters in 16 bits need. */
  private static final LlmModel MODEL =
      new LlmModel((long) (13 * GIB), (long) (3 * GIB), 512 << 10, 32, 4_096);

  private static final long ACCELERATOR = (long) (40 * GIB);

  private final long seed;
  private @Nullable LlmConfiguration configuration;
  private @Nullable Detector detector;

  public LlmStudy(long seed) {
    this.seed = seed;
  }

  /** Tokens and requests a second of one replica that has more to do than it can. */
  public record Throughput(
      LlmConfiguration configuration,
      double tokensPerSecond,
      double requestsPerSecond,
      double preemptionsPerSecond) {}

  /** How samples were judged. */
  public record Judgement(long hits, long misses, long falseAlarms) {
    public double precision() {
      return hits + falseAlarms == 0 ? 0 : (double) hits / (hits + falseAlarms);
    }

    public double recall() {
      return hits + misses == 0 ? 0 : (double) hits / (hits + misses);
    }

    public double f1() {
      return 2.0 * hits / (2 * hits + misses + falseAlarms);
    }
  }

  /**
   * How long a fleet had a backlog after a surge, and what it held.
   *
   * @param recoverySeconds from the surge to the last sample with more than one pending a replica
   * @param replicaHours held until its end
   */
  public record Recovery(double recoverySeconds, double replicaHours) {}

  private static LlmFleet.Setup setup(LlmConfiguration configuration) {
    return new LlmFleet.Setup(
        configuration.maxSequences(),
        configuration.cacheTokens(MODEL, ACCELERATOR),
        StepTimes.ASSUMED,
        BOOT_SECONDS,
        SAMPLE_SECONDS);
  }

  private static LlmTraffic traffic(double rate, List<Disturbance> disturbances) {
    return new LlmTraffic(rate, 0.4, 7_200, 400, 150, 0.8, disturbances);
  }

  /** The default, the recommendation from the model alone, and the one from the default's load. */
  public List<Throughput> throughputs() {
    var recommender = new Recommender(MODEL, ACCELERATOR, 1);
    var saturated = saturate(DEFAULT);
    var results = new ArrayList<Throughput>();
    results.add(saturated.throughput);
    recommender.fromModel().ifPresent(each -> results.add(saturate(each).throughput));
    results.add(saturate(recommender.fromLoad(saturated.measured, 1)).throughput);
    return results;
  }

  private record Saturated(Throughput throughput, Recommender.Saturation measured) {}

  private Saturated saturate(LlmConfiguration configuration) {
    double rate = 40;
    double seconds = 900;
    var fleet =
        new LlmFleet(
            setup(configuration), new LlmTraffic(rate, 0, 1, 400, 150, 0.8, List.of()), 1, seed);
    var caches = new ArrayList<Recommender.CacheSample>();
    for (double second = 1; second <= seconds; second++) {
      fleet.runTo(second);
      caches.add(
          new Recommender.CacheSample(
              fleet.running(), (double) fleet.cachedTokens() * MODEL.tokenBytes()));
    }
    var samples = samples(fleet.observations());
    double finished = mean(samples, ServerSample::finished);
    double running =
        caches.stream().mapToDouble(each -> each.runningSequences()).average().orElse(0);
    var throughput =
        new Throughput(
            configuration,
            fleet.generatedTokens() / seconds,
            finished,
            mean(samples, ServerSample::preempted));
    return new Saturated(
        throughput, new Recommender.Saturation(finished, running / finished, caches));
  }

  private static double mean(
      List<ServerSample> samples, java.util.function.ToDoubleFunction<ServerSample> value) {
    return samples.stream().mapToDouble(value).average().orElse(0);
  }

  /** A detector that has seen twelve hours in which nothing went wrong. */
  private Detector learned() {
    if (detector == null) {
      var traffic = traffic(USUAL_RATE, List.of());
      var fleet = new LlmFleet(setup(configuration()), traffic, REPLICAS, seed);
      fleet.runTo(12 * HOUR);
      detector = Detector.learn(samples(settled(fleet)), FALSE_ALARM, seed);
    }
    return detector;
  }

  /** Without the time in which it filled up. */
  private static List<Observation> settled(LlmFleet fleet) {
    return fleet.observations().stream().skip(10).toList();
  }

  private static List<ServerSample> samples(List<Observation> observations) {
    return observations.stream().map(Observation::sample).toList();
  }

  /** As recommended from what the default does. */
  private LlmConfiguration configuration() {
    if (configuration == null) {
      configuration =
          new Recommender(MODEL, ACCELERATOR, 1).fromLoad(saturate(DEFAULT).measured, 1);
    }
    return configuration;
  }

  /** A day in which every hour something goes wrong for eight minutes, of the kinds included. */
  private List<Observation> troubledDay(Predicate<Kind> included) {
    var random = new SplittableRandom(seed ^ 0x5eed);
    var disturbances = new ArrayList<Disturbance>();
    for (int hour = 0; hour < 24; hour++) {
      var kind = KINDS.get(hour % KINDS.size());
      double from = hour * HOUR + 600 + random.nextInt(1_200);
      double factor = factor(kind, random.nextDouble());
      if (included.test(kind)) {
        disturbances.add(new Disturbance(kind, from, from + 480, factor));
      }
    }
    var traffic = traffic(USUAL_RATE, disturbances);
    var fleet = new LlmFleet(setup(configuration()), traffic, REPLICAS, seed + 1);
    fleet.runTo(24 * HOUR);
    return settled(fleet);
  }

  private static double factor(Kind kind, double unit) {
    return switch (kind) {
      case SURGE -> 2.2 + unit;
      case LONG_ANSWERS, SLOW_STEPS -> 2.5 + unit;
      case LULL -> 0.02 + 0.06 * unit;
    };
  }

  /** The detector's verdicts over all kinds of trouble. */
  public Judgement detected() {
    return detected(_ -> true);
  }

  /** The detector's verdicts where only one kind of trouble happens. */
  public Judgement detected(Kind kind) {
    return detected(each -> each == kind);
  }

  private Judgement detected(Predicate<Kind> included) {
    var judging = learned();
    return judge(troubledDay(included), seen -> judging.verdict(seen.getLast()) != Verdict.NORMAL);
  }

  /** What the fixed thresholds say of the same day. */
  public Judgement detectedByThresholds() {
    return judge(
        troubledDay(_ -> true), seen -> Remedy.byThresholds(seen, REPLICAS) != Verdict.NORMAL);
  }

  /** A sample is abnormal while something is wrong, and until its backlog is gone. */
  private static Judgement judge(List<Observation> day, Predicate<List<ServerSample>> alarm) {
    long hits = 0;
    long misses = 0;
    long falseAlarms = 0;
    boolean abnormal = false;
    for (int i = 0; i < day.size(); i++) {
      var each = day.get(i);
      abnormal = each.disturbed() || (abnormal && each.sample().pending() >= 1);
      boolean alarmed = alarm.test(samples(day.subList(Math.max(0, i - 2), i + 1)));
      hits += abnormal && alarmed ? 1 : 0;
      misses += abnormal && !alarmed ? 1 : 0;
      falseAlarms += !abnormal && alarmed ? 1 : 0;
    }
    return new Judgement(hits, misses, falseAlarms);
  }

  /** With the detector in charge of a fleet during a surge of half an hour. */
  public Recovery recovery() {
    var judging = learned();
    return recovery(seen -> judging.verdict(seen.getLast()));
  }

  /** With the fixed thresholds in charge. */
  public Recovery recoveryByThresholds() {
    return recovery(seen -> Remedy.byThresholds(seen, REPLICAS));
  }

  private Recovery recovery(Function<List<ServerSample>, Verdict> judge) {
    double from = 1_800;
    double until = from + 1_800;
    var surge = List.of(new Disturbance(Kind.SURGE, from, until, 2.5));
    var fleet =
        new LlmFleet(setup(configuration()), traffic(USUAL_RATE, surge), REPLICAS, seed + 2);
    var remedy = new Remedy(MOST_REPLICAS);
    double last = from;
    for (double second = SAMPLE_SECONDS; second <= until; second += SAMPLE_SECONDS) {
      fleet.runTo(second);
      var seen = samples(fleet.observations());
      if (second >= from && seen.getLast().pending() > 1) {
        last = second;
      }
      var verdict = judge.apply(seen);
      if (fleet.settled() && verdict == Verdict.OVERLOADED) {
        fleet.scale(remedy.replicas(verdict, seen, fleet.replicas()));
      }
    }
    return new Recovery(last - from, fleet.replicaSeconds() / 3_600);
  }
}
