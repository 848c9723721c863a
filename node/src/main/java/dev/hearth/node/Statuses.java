package dev.hearth.node;

import dev.hearth.gateway.admin.ModelStatus;
import dev.hearth.inference.TensorMetadata;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Models as the admin interface shows them. Owned by the event loop. */
final class Statuses {
  private final Pools pools;

  Statuses(Pools pools) {
    this.pools = pools;
  }

  /** A model, described by one of its versions. */
  ModelStatus of(ModelVersions model, Deployed shown) {
    boolean batched = shown.axes().isPresent();
    List<ModelStatus.VersionStatus> versions =
        model.all().stream().map(version -> of(model, version.number(), version)).toList();
    return new ModelStatus(
        model.name(),
        shown.version(),
        source(shown),
        shown.artifact().sha256(),
        shown.artifact().bytes(),
        tensors(shown.graph().inputs()),
        tensors(shown.graph().outputs()),
        new ModelStatus.BatchingStatus(
            batched ? shown.manifest().batching().maxRows() : 1, batched),
        together(versions),
        versions.stream().mapToInt(ModelStatus.VersionStatus::queued).sum(),
        versions);
  }

  private ModelStatus.VersionStatus of(ModelVersions model, int number, Deployed version) {
    return new ModelStatus.VersionStatus(
        version.version(),
        model.traffic().percent(number),
        version.loaded(),
        source(version),
        version.artifact().sha256(),
        pools.instances(version.function()),
        pools.queued(version.function()));
  }

  private static Map<String, Integer> together(List<ModelStatus.VersionStatus> versions) {
    var sum = new TreeMap<String, Integer>();
    versions.forEach(
        version ->
            version.instances().forEach((state, count) -> sum.merge(state, count, Integer::sum)));
    return sum;
  }

  static String source(Deployed version) {
    return version.manifest().from().toString();
  }

  private static List<ModelStatus.TensorStatus> tensors(List<TensorMetadata> tensors) {
    return tensors.stream()
        .map(
            tensor ->
                new ModelStatus.TensorStatus(
                    tensor.name(), tensor.datatype().name(), tensor.shape()))
        .toList();
  }
}
