package dev.hearth.simulator.experiment;

import dev.hearth.simulator.laboratory.ClairvoyantBound;
import dev.hearth.simulator.laboratory.Measurements;
import dev.hearth.simulator.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Variants tried on one workload under several seeds. Every variant meets the same arrivals under
 * the same seed.
 */
public record Experiment(Workload workload, List<Variant> variants, List<Long> seeds) {
  public Experiment {
    variants = List.copyOf(variants);
    seeds = List.copyOf(seeds);
    if (variants.isEmpty() || seeds.isEmpty()) {
      throw new IllegalArgumentException("an experiment needs a variant and a seed");
    }
  }

  /** How many trials and bounds it takes. */
  public int size() {
    return (variants.size() + 1) * seeds.size();
  }

  /** What a clairvoyant could do under each seed; called as {@link #run} is. */
  public List<ClairvoyantBound> bounds(int threads, Runnable afterEach) {
    var tasks = new ArrayList<Supplier<ClairvoyantBound>>();
    seeds.forEach(seed -> tasks.add(() -> ClairvoyantBound.of(workload, seed)));
    return Parallel.map(tasks, threads, afterEach);
  }

  /**
   * What was found, in the order of the variants.
   *
   * @param threads trials that run at once; it changes nothing in the findings
   * @param afterEach called on the caller's thread after each trial
   */
  public List<Finding> run(Trials trials, int threads, Runnable afterEach) {
    var tasks = new ArrayList<Supplier<Measurements>>();
    for (var variant : variants) {
      for (long seed : seeds) {
        tasks.add(() -> trials.run(variant.world().withSeed(seed), workload, variant.mix()));
      }
    }
    var measured = Parallel.map(tasks, threads, afterEach);
    var findings = new ArrayList<Finding>();
    for (int i = 0; i < variants.size(); i++) {
      findings.add(
          new Finding(variants.get(i), measured.subList(i * seeds.size(), (i + 1) * seeds.size())));
    }
    return findings;
  }
}
