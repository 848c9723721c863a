package dev.hearth.gateway.admin;

import java.util.List;

/**
 * How a pipeline is best cut into functions.
 *
 * @param bytes the size of the request it is for
 * @param fitError mean relative error on the requests it was learned from
 * @param meetsObjective whether the first split is predicted to
 * @param splits the fastest first, which is the one recommended
 * @param unknown splits of which nothing can be said yet
 */
public record GraphRecommendation(
    long bytes, double fitError, boolean meetsObjective, List<Split> splits, int unknown) {
  /**
   * One way to cut it.
   *
   * @param steps joined steps with {@code +} between
   * @param graph the graph that is deployed so, else empty
   * @param measuredMillis the median of its requests of about this size, 0 without any
   */
  public record Split(
      List<String> steps,
      int functions,
      double predictedMillis,
      String graph,
      double measuredMillis) {}
}
