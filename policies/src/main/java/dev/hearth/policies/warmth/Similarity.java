package dev.hearth.policies.warmth;

import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.View;
import dev.hearth.policies.parameter.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * How alike the packages of functions are, and drawing with it: without replacement, each candidate
 * with a chance that grows with its similarity to the lender.
 *
 * @param named by lender and renter, both ways round
 * @param otherwise of all other pairs
 */
record Similarity(Map<String, Map<String, Double>> named, double otherwise) {
  private static final int TRIES_FOR_EACH = 8;

  static Similarity of(Parameters parameters) {
    return new Similarity(
        pairs(parameters.text("similarity").strip()), parameters.number("otherwise", 0, 1));
  }

  private static Map<String, Map<String, Double>> pairs(String text) {
    var pairs = new TreeMap<String, Map<String, Double>>();
    if (!text.equals("none")) {
      for (var entry : text.split("\\s+", -1)) {
        var fields = entry.split("[~=]", -1);
        if (fields.length != 3) {
          throw new IllegalArgumentException(
              "parameter 'similarity' of policy 'pagurus' must be pairs such as resize~thumb=0.8,"
                  + " not '"
                  + entry
                  + "'");
        }
        double weight = Double.parseDouble(fields[2]);
        pairs.computeIfAbsent(fields[0], name -> new TreeMap<>()).put(fields[1], weight);
        pairs.computeIfAbsent(fields[1], name -> new TreeMap<>()).put(fields[0], weight);
      }
    }
    return pairs;
  }

  /**
   * Up to {@code most} renters for a lender: out of all functions where its similarities are named,
   * else out of {@code candidates}.
   */
  List<Integer> draw(
      int most, PoolView lender, List<Integer> candidates, View view, RandomGenerator random) {
    var ofLender = named.get(lender.revision().name());
    return ofLender == null
        ? uniform(most, lender.function(), candidates, view, random)
        : weighted(most, lender.function(), ofLender, view, random);
  }

  /** All candidates are equally similar. */
  private List<Integer> uniform(
      int most, int lender, List<Integer> candidates, View view, RandomGenerator random) {
    var drawn = new ArrayList<Integer>();
    int tries = otherwise > 0 && !candidates.isEmpty() ? most * TRIES_FOR_EACH : 0;
    while (drawn.size() < most && tries-- > 0) {
      int candidate = candidates.get(random.nextInt(candidates.size()));
      if (candidate != lender && !drawn.contains(candidate) && view.ownPoolOf(candidate) != null) {
        drawn.add(candidate);
      }
    }
    return drawn;
  }

  private List<Integer> weighted(
      int most, int lender, Map<String, Double> ofLender, View view, RandomGenerator random) {
    var weights = new TreeMap<Integer, Double>();
    for (var pool : view.pools()) {
      double weight = ofLender.getOrDefault(pool.revision().name(), otherwise);
      if (pool.function() != lender && weight > 0) {
        weights.put(pool.function(), weight);
      }
    }
    var drawn = new ArrayList<Integer>();
    while (drawn.size() < most && !weights.isEmpty()) {
      int one = draw(weights, random);
      weights.remove(one);
      drawn.add(one);
    }
    return drawn;
  }

  private static int draw(TreeMap<Integer, Double> weights, RandomGenerator random) {
    double total = 0;
    for (double weight : weights.values()) {
      total += weight;
    }
    double ticket = random.nextDouble() * total;
    for (var candidate : weights.entrySet()) {
      ticket -= candidate.getValue();
      if (ticket < 0) {
        return candidate.getKey();
      }
    }
    return weights.lastKey();
  }
}
