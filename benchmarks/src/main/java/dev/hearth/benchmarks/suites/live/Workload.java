package dev.hearth.benchmarks.suites.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What to call and when, in FaaSProfiler's own form. Its keys for a command-line client and for
 * {@code perf} are not known here and refused.
 *
 * @param instances by their names, which are in order, so that each has its own share of the seed
 */
record Workload(String name, double seconds, long seed, Map<String, Instance> instances) {
  private static final int MOST = 1_000_000;
  private static final Set<String> KEYS =
      Set.of("test_name", "test_duration_in_seconds", "random_seed", "instances");
  private static final Set<String> INSTANCE_KEYS =
      Set.of(
          "application", "size", "distribution", "rate", "activity_window", "interarrivals_list");

  /** How calls come. */
  enum Distribution {
    POISSON,
    UNIFORM,
    TRACE
  }

  /**
   * Calls of one case.
   *
   * @param size of its input, or 0 for the usual one
   * @param rate calls a second, but for a trace
   * @param from seconds after the start at which it begins
   * @param until when it ends
   * @param gaps seconds before each call of a trace
   */
  record Instance(
      String application,
      long size,
      Distribution distribution,
      double rate,
      double from,
      double until,
      List<Double> gaps) {}

  /** A call that is due. */
  record Arrival(double at, String instance) {}

  Workload {
    instances = new TreeMap<>(instances);
  }

  static Workload read(Path file) throws IOException {
    try {
      return of(new JsonMapper().readTree(Files.readString(file)));
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "the workload '%s' is not JSON: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  static Workload of(JsonNode json) {
    refuseUnknown("the workload", json, KEYS);
    double seconds = positive("test_duration_in_seconds", json.path("test_duration_in_seconds"));
    var instances = new TreeMap<String, Instance>();
    json.path("instances")
        .forEachEntry((name, each) -> instances.put(name, instance(name, each, seconds)));
    if (instances.isEmpty()) {
      throw new IllegalArgumentException("the workload has no 'instances'");
    }
    return new Workload(
        json.path("test_name").asString("workload"),
        seconds,
        json.path("random_seed").asLong(1),
        instances);
  }

  private static Instance instance(String name, JsonNode json, double seconds) {
    refuseUnknown("the instance '" + name + "'", json, INSTANCE_KEYS);
    double from = json.path("activity_window").path(0).asDouble(0);
    double until = json.path("activity_window").path(1).asDouble(seconds);
    if (from < 0 || until <= from || until > seconds) {
      throw new IllegalArgumentException(
          "the activity_window of '%s' must lie within 0 and %s, not from %s to %s"
              .formatted(name, seconds, from, until));
    }
    var gaps = new ArrayList<Double>();
    json.path("interarrivals_list").forEach(each -> gaps.add(each.asDouble()));
    Distribution distribution = distribution(name, json, !gaps.isEmpty());
    double rate =
        distribution == Distribution.TRACE
            ? 0
            : positive("rate of '" + name + "'", json.path("rate"));
    if (rate * (until - from) > MOST || gaps.stream().anyMatch(gap -> !(gap >= 0))) {
      throw new IllegalArgumentException(
          "'%s' has more than %d calls, or a gap below 0".formatted(name, MOST));
    }
    return new Instance(
        json.path("application").asString(""),
        json.path("size").asLong(0),
        distribution,
        rate,
        from,
        until,
        List.copyOf(gaps));
  }

  private static Distribution distribution(String name, JsonNode json, boolean traced) {
    String text = json.path("distribution").asString(traced ? "Trace" : "Uniform");
    for (Distribution each : Distribution.values()) {
      if (each.name().equalsIgnoreCase(text) && traced == (each == Distribution.TRACE)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "the distribution of '%s' must be Poisson or Uniform with a rate, or absent with an interarrivals_list, not '%s'"
            .formatted(name, text));
  }

  private static double positive(String what, JsonNode value) {
    double number = value.asDouble(0);
    if (!(number > 0)) {
      throw new IllegalArgumentException(
          "%s must be a number above 0, not %s".formatted(what, value));
    }
    return number;
  }

  private static void refuseUnknown(String where, JsonNode json, Set<String> known) {
    json.forEachEntry(
        (key, _) -> {
          if (!known.contains(key)) {
            throw new IllegalArgumentException(
                "%s has the unknown key '%s'; there are %s"
                    .formatted(where, key, String.join(", ", new java.util.TreeSet<>(known))));
          }
        });
  }

  /** All calls in the order they are due; the same for the same seed. */
  List<Arrival> arrivals() {
    var all = new ArrayList<Arrival>();
    var seeds = new SplittableRandom(seed);
    instances.forEach((name, each) -> add(name, each, seeds.split(), all));
    all.sort(Comparator.comparingDouble(Arrival::at).thenComparing(Arrival::instance));
    return all;
  }

  private static void add(
      String name, Instance instance, SplittableRandom random, List<Arrival> all) {
    if (instance.distribution() == Distribution.UNIFORM) {
      long calls = Math.round(instance.rate() * (instance.until() - instance.from()));
      for (int i = 0; i < calls; i++) {
        all.add(new Arrival(instance.from() + i / instance.rate(), name));
      }
      return;
    }
    double at = instance.from();
    for (int i = 0; ; i++) {
      if (instance.distribution() == Distribution.TRACE) {
        at += i < instance.gaps().size() ? instance.gaps().get(i) : Double.POSITIVE_INFINITY;
      } else {
        at -= Math.log(1 - random.nextDouble()) / instance.rate();
      }
      if (at >= instance.until()) {
        return;
      }
      all.add(new Arrival(at, name));
    }
  }
}
