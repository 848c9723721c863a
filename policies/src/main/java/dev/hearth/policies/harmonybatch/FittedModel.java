package dev.hearth.policies.harmonybatch;

import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Revision;
import java.util.List;
import java.util.Optional;

/**
 * A {@link CostModel} without a GPU from what is known of a function's runs ({@link ProfileFit}):
 * whole cores of the node, and batches from 1 on without a gap up to what its manifest allows. The
 * slowest run is taken to be {@code margin} times as slow as the mean one, beside other runs on all
 * other cores of the node. Its memory is what its manifest reserves.
 */
final class FittedModel {
  private static final int CORE = 1_000;
  private static final int MOST_BATCH = 32;

  private FittedModel() {}

  /** Nothing if no run of one row is known on any whole number of the node's cores. */
  static Optional<CostModel> of(Revision revision, int nodeMillis, double margin) {
    var onCores = onWholeCores(revision.profile(), nodeMillis);
    var cores = onCores.points().stream().map(Profile.Point::cpuMillis).distinct().toList();
    int most = Math.min(MOST_BATCH, revision.configuration().batching().maxRows());
    int batches = 0;
    while (batches < most && known(onCores, cores, batches + 1)) {
      batches++;
    }
    if (batches == 0) {
      return Optional.empty();
    }
    double others = Math.max(0, nodeMillis / (double) CORE - 1);
    double tail = margin * (1 + onCores.contention() * others);
    double first = cores.getFirst() / (double) CORE;
    var sizes = new CostModel.Sizes(first, cores.getLast() / (double) CORE, 1);
    var resources = revision.configuration().resources();
    return Optional.of(
        ProfileFit.of(onCores, tail)
            .on(sizes, batches, resources.memoryBytes() / (double) (1L << 20)));
  }

  private static Profile onWholeCores(Profile profile, int nodeMillis) {
    return new Profile(
        profile.points().stream()
            .filter(point -> point.gpuPercent() == 0 && point.cpuMillis() > 0)
            .filter(point -> point.cpuMillis() % CORE == 0 && point.cpuMillis() <= nodeMillis)
            .toList(),
        profile.contention());
  }

  private static boolean known(Profile profile, List<Integer> cores, int batch) {
    return !cores.isEmpty()
        && cores.stream().allMatch(millis -> profile.at(millis, 0, batch).isPresent());
  }
}
