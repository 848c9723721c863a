package dev.hearth.policies.harmonybatch;

import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Revision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A {@link CostModel} without a GPU from what is known of a function's runs: a curve over whole
 * cores for each batch whose latency is known, from 1 on without a gap and up to the batch that its
 * manifest allows. The slowest run is taken to be {@code margin} times as slow as the mean one,
 * beside other runs on all other cores of the node. Its memory is what its manifest reserves.
 */
final class FittedModel {
  private static final int MILLIS = 1_000;
  private static final int MOST_BATCH = 32;
  private static final double SECOND = 1e9;

  private final Revision revision;
  private final Profile profile;
  private final double nodeCores;
  private final double margin;
  private final List<Integer> cores;

  private FittedModel(Revision revision, int nodeMillis, double margin) {
    this.revision = revision;
    this.profile = revision.profile();
    this.nodeCores = nodeMillis / (double) MILLIS;
    this.margin = margin;
    this.cores = wholeCores(profile, nodeMillis);
  }

  /** Nothing if no run of one row is known on any whole number of the node's cores. */
  static Optional<CostModel> of(Revision revision, int nodeMillis, double margin) {
    return new FittedModel(revision, nodeMillis, margin).model();
  }

  private static List<Integer> wholeCores(Profile profile, int nodeMillis) {
    return profile.points().stream()
        .filter(point -> point.gpuPercent() == 0)
        .map(Profile.Point::cpuMillis)
        .filter(millis -> millis > 0 && millis % MILLIS == 0 && millis <= nodeMillis)
        .distinct()
        .sorted()
        .toList();
  }

  private Optional<CostModel> model() {
    var average = new ArrayList<CostModel.Curve>();
    var maximum = new ArrayList<CostModel.Curve>();
    int most = Math.min(MOST_BATCH, revision.configuration().batching().maxRows());
    for (int batch = 1; batch <= most; batch++) {
      var points = points(batch);
      if (points.size() < cores.size() || points.isEmpty()) {
        break;
      }
      average.add(CurveFit.of(points));
      maximum.add(CurveFit.of(points.stream().map(this::slowest).toList()));
    }
    return average.isEmpty() ? Optional.empty() : Optional.of(model(average, maximum));
  }

  private List<CurveFit.Point> points(int batch) {
    var points = new ArrayList<CurveFit.Point>();
    for (int millis : cores) {
      profile
          .at(millis, 0, batch)
          .map(known -> new CurveFit.Point(millis / (double) MILLIS, known.nanos() / SECOND))
          .ifPresent(points::add);
    }
    return points;
  }

  private CurveFit.Point slowest(CurveFit.Point mean) {
    double others = Math.max(0, nodeCores - mean.cores());
    double slower = margin * (1 + profile.contention() * others);
    return new CurveFit.Point(mean.cores(), mean.seconds() * slower);
  }

  private CostModel model(List<CostModel.Curve> average, List<CostModel.Curve> maximum) {
    double megabytes = revision.configuration().resources().memoryBytes() / (double) (1L << 20);
    double first = cores.getFirst() / (double) MILLIS;
    double last = cores.getLast() / (double) MILLIS;
    var noGpu = Collections.nCopies(CostModel.SLICES, 0);
    var sizes = new CostModel.Sizes(first, last, first < last ? 1 : first);
    return new CostModel(average, maximum, 0, megabytes, 1, 0, 0, 1, 0, noGpu, sizes);
  }
}
