package dev.hearth.node.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Says into how many functions a pipeline is best cut (ML-FaaS, TNSM 2023): from requests through
 * at least two of its splits it fits {@link ResponseTime}, predicts every way to join neighbouring
 * functions, and puts the fastest first. Steps that are models stay by themselves. Sizes between
 * steps are taken as proportional to the request's.
 */
public final class SplitRecommender {
  static final int MIN_REQUESTS = 10;
  private static final int MAX_CUTS = 10;

  private final List<PipelineHistory> histories;
  private final List<String> atoms;

  /**
   * One way to cut the pipeline.
   *
   * @param steps each a function or model; joined steps of the pipeline with {@code +} between
   * @param functions how many of these are functions
   * @param graph the graph that is deployed so, if one is
   * @param measuredNanos the median of that graph's requests of about this size, if there were any
   */
  public record Choice(
      List<String> steps,
      int functions,
      double predictedNanos,
      Optional<String> graph,
      OptionalLong measuredNanos) {}

  /**
   * What is recommended.
   *
   * @param bytes the size of the request it is for
   * @param fitError mean relative error on the requests it learned from
   * @param choices the fastest first
   * @param unknown splits that nothing can be said of, for want of sizes between their steps
   */
  public record Recommendation(long bytes, double fitError, List<Choice> choices, int unknown) {}

  private SplitRecommender(List<PipelineHistory> histories) {
    this.histories = histories;
    this.atoms = histories.getFirst().atoms();
  }

  /**
   * Recommends.
   *
   * @param histories of the splits of one pipeline, at least one
   * @param bytes the size of a request, or 0 for the median of those seen
   * @throws IllegalArgumentException saying what is missing for it
   */
  public static Recommendation recommend(List<PipelineHistory> histories, long bytes) {
    return new SplitRecommender(histories).recommend(bytes);
  }

  private Recommendation recommend(long bytes) {
    requireOnePipeline();
    List<Observation> seen = observations();
    ResponseTime time = ResponseTime.fit(seen);
    long size = bytes > 0 ? bytes : median(seen);
    List<Integer> cuts = cuts();
    List<Choice> choices = new ArrayList<>();
    int unknown = 0;
    for (int mask = 0; mask < 1 << cuts.size(); mask++) {
      List<String> steps = steps(cuts, mask);
      Optional<Observation> features = features(steps, size);
      if (features.isPresent()) {
        choices.add(choice(steps, features.get(), time));
      } else {
        unknown++;
      }
    }
    choices.sort(Comparator.comparingDouble(Choice::predictedNanos));
    return new Recommendation(size, time.meanError(seen), List.copyOf(choices), unknown);
  }

  private Choice choice(List<String> steps, Observation features, ResponseTime time) {
    Optional<PipelineHistory> deployed =
        histories.stream().filter(history -> history.steps().equals(steps)).findFirst();
    return new Choice(
        steps,
        features.functions(),
        time.nanos(features),
        deployed.map(PipelineHistory::graph),
        deployed.map(each -> each.median(features.inputBytes())).orElse(OptionalLong.empty()));
  }

  private void requireOnePipeline() {
    for (PipelineHistory history : histories) {
      if (!history.atoms().equals(atoms)) {
        throw new IllegalArgumentException(
            "graph '%s' has the steps %s, but graph '%s' of the same pipeline has %s"
                .formatted(histories.getFirst().graph(), atoms, history.graph(), history.atoms()));
      }
    }
  }

  private List<Observation> observations() {
    Map<Integer, Integer> requests = new TreeMap<>();
    List<Observation> all = new ArrayList<>();
    for (PipelineHistory history : histories) {
      List<Observation> medians = history.medians();
      all.addAll(medians);
      medians.stream()
          .findFirst()
          .ifPresent(first -> requests.merge(first.functions(), history.size(), Integer::sum));
    }
    requests.values().removeIf(count -> count < MIN_REQUESTS);
    if (requests.size() < 2) {
      List<String> counts =
          histories.stream().map(each -> each.graph() + ": " + each.size()).toList();
      throw new IllegalArgumentException(
          ("two splits with different numbers of functions need %d answered requests each;"
                  + " there are %s; deploy another split with the same label, and send it requests")
              .formatted(MIN_REQUESTS, counts));
    }
    return all;
  }

  private static long median(List<Observation> seen) {
    long[] sizes = seen.stream().mapToLong(Observation::inputBytes).sorted().toArray();
    return sizes[sizes.length / 2];
  }

  /** Places between neighbours that are both functions, by the place of the second. */
  private List<Integer> cuts() {
    List<Integer> cuts = new ArrayList<>();
    for (int i = 1; i < atoms.size(); i++) {
      if (function(atoms.get(i - 1)) && function(atoms.get(i))) {
        cuts.add(i);
      }
    }
    if (cuts.size() > MAX_CUTS) {
      throw new IllegalArgumentException(
          "the pipeline can be cut in %d places where %d are the most"
              .formatted(cuts.size(), MAX_CUTS));
    }
    return cuts;
  }

  private boolean function(String atom) {
    return histories.stream()
        .flatMap(
            history ->
                history.steps().stream()
                    .filter(step -> PipelineHistory.parts(step).contains(atom))
                    .flatMap(step -> history.function(step).stream()))
        .findFirst()
        .orElse(false);
  }

  /** The steps of a split; the cuts whose bits are set are made. */
  private List<String> steps(List<Integer> cuts, int mask) {
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < atoms.size(); i++) {
      int cut = cuts.indexOf(i);
      if (cut >= 0 && (mask >> cut & 1) == 0) {
        steps.set(steps.size() - 1, steps.getLast() + "+" + atoms.get(i));
      } else {
        steps.add(atoms.get(i));
      }
    }
    return steps;
  }

  /** What of a split the prediction depends on; empty if a size between its steps is not known. */
  private Optional<Observation> features(List<String> steps, long size) {
    int functions = 0;
    double crossing = 0;
    double in = size;
    for (String step : steps) {
      Optional<Double> ratio = ratio(PipelineHistory.parts(step).getLast());
      if (ratio.isEmpty()) {
        return Optional.empty();
      }
      double out = ratio.get() * size;
      if (function(PipelineHistory.parts(step).getFirst())) {
        functions++;
        crossing += in + out;
      }
      in = out;
    }
    return Optional.of(new Observation(functions, (long) crossing, size, 0));
  }

  private Optional<Double> ratio(String atom) {
    return histories.stream().flatMap(history -> history.ratio(atom).stream()).findFirst();
  }
}
