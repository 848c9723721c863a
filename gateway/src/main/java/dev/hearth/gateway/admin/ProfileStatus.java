package dev.hearth.gateway.admin;

import java.util.List;

/**
 * What is known of how long a model's runs take, as the admin interface shows it; its JSON has
 * these names.
 *
 * @param version the model's version it is of
 * @param digest of what was profiled, under which it is kept
 * @param machine it was measured on
 * @param inputs what the inputs of the runs were like
 * @param at when it was made, ISO 8601 in UTC
 * @param contention by what share a run is slower for each other core that is busy
 * @param note what to bear in mind
 */
public record ProfileStatus(
    String model,
    String version,
    String digest,
    String machine,
    String inputs,
    String at,
    double contention,
    List<PointStatus> points,
    String note) {

  /**
   * The latency of a configuration.
   *
   * @param cpu cores of the instance
   * @param gpuPercent share of an accelerator
   * @param rows of the batch
   * @param nanos of one run
   * @param source {@code measured}, {@code composed} or {@code interpolated}
   */
  public record PointStatus(double cpu, int gpuPercent, int rows, long nanos, String source) {}
}
