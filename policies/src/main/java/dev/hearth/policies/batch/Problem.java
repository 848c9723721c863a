package dev.hearth.policies.batch;

import java.util.ArrayList;
import java.util.List;

/**
 * What a setting is sought for.
 *
 * @param objectiveSeconds within which {@code share} of the requests should be answered
 * @param share in (0, 1)
 * @param timeoutStep seconds between the time-outs considered
 * @param timeouts how many of them, the first one step
 * @param sizes of functions that are considered
 */
record Problem(
    ArrivalProcess arrivals,
    double objectiveSeconds,
    double share,
    double timeoutStep,
    int timeouts,
    List<Size> sizes) {
  Problem {
    sizes = List.copyOf(sizes);
  }

  /**
   * A size of the function.
   *
   * @param cpuMillis its CPU
   * @param service seconds for batches of 1, 2, ... as far as they are known
   */
  record Size(int cpuMillis, List<Double> service) {
    Size {
      service = List.copyOf(service);
    }

    double megabytes() {
      return Prediction.megabytes(cpuMillis);
    }
  }

  int maxBatch() {
    return sizes.stream().mapToInt(size -> size.service().size()).max().orElse(0);
  }

  boolean meets(Prediction prediction) {
    return prediction.within(objectiveSeconds) >= share;
  }

  Setting setting(Size size, Prediction prediction) {
    double batches = arrivals.rate() / prediction.meanSize();
    return new Setting(
        size.cpuMillis(),
        prediction.sizes().size(),
        prediction.timeoutSeconds(),
        prediction.quantile(share),
        prediction.cost(size.megabytes()),
        batches * prediction.meanService());
  }

  /** As plain numbers. */
  List<Double> numbers() {
    var numbers = new ArrayList<Double>();
    numbers.addAll(
        List.of(objectiveSeconds, share, timeoutStep, (double) timeouts, (double) phasesSquared()));
    numbers.addAll(arrivals.d0());
    numbers.addAll(arrivals.d1());
    for (var size : sizes) {
      numbers.add((double) size.cpuMillis());
      numbers.add((double) size.service().size());
      numbers.addAll(size.service());
    }
    return numbers;
  }

  private int phasesSquared() {
    return arrivals.d0().size();
  }

  /** Reads {@link #numbers}. */
  static Problem of(List<Double> numbers) {
    int rates = numbers.get(4).intValue();
    int at = 5 + 2 * rates;
    var arrivals =
        new ArrivalProcess(numbers.subList(5, 5 + rates), numbers.subList(5 + rates, at));
    var sizes = new ArrayList<Size>();
    while (at < numbers.size()) {
      int end = at + 2 + numbers.get(at + 1).intValue();
      sizes.add(new Size(numbers.get(at).intValue(), numbers.subList(at + 2, end)));
      at = end;
    }
    return new Problem(
        arrivals, numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3).intValue(), sizes);
  }
}
