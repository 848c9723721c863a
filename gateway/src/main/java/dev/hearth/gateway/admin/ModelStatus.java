package dev.hearth.gateway.admin;

import java.util.List;
import java.util.Map;

/**
 * A deployed model as the admin interface shows it; its JSON has these names.
 *
 * @param version the one described: that with the most traffic, or that just deployed
 * @param from its source as the manifest names it, without secrets
 * @param sha256 digest of its file
 * @param bytes size of its file
 * @param batching rows one run may carry and the graph's batch axis, or no batching
 * @param instances number of instances by state, of all versions
 * @param queued invocations that wait, for all versions
 * @param versions all that are served, the oldest first
 */
public record ModelStatus(
    String name,
    String version,
    String from,
    String sha256,
    long bytes,
    List<TensorStatus> inputs,
    List<TensorStatus> outputs,
    BatchingStatus batching,
    Map<String, Integer> instances,
    int queued,
    List<VersionStatus> versions) {

  /**
   * One version.
   *
   * @param traffic percent of the requests that name no version
   * @param loaded whether it takes requests
   */
  public record VersionStatus(
      String version,
      int traffic,
      boolean loaded,
      String from,
      String sha256,
      Map<String, Integer> instances,
      int queued) {}

  /** An input or output; -1 stands for a dimension that may vary. */
  public record TensorStatus(String name, String datatype, List<Long> shape) {}

  /** Rows one run may carry, 1 if requests are not batched. */
  public record BatchingStatus(int maxSize, boolean batched) {}
}
