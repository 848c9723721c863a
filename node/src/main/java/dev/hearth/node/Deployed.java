package dev.hearth.node;

import dev.hearth.gateway.inference.ServedModel;
import dev.hearth.inference.Artifact;
import dev.hearth.inference.BatchAxes;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.pipeline.PipelineRuntime;
import java.util.Map;
import java.util.Optional;

/**
 * A model that can be called.
 *
 * @param function its handle in the kernel
 * @param manifest what was asked for
 * @param files what its pipeline needs beside its artifact, by the manifest's keys
 * @param axes the batch axes; requests run alone without them
 * @param loaded whether it takes requests
 * @param counters what this version did since the node started
 */
record Deployed(
    int function,
    String version,
    Manifest manifest,
    Artifact artifact,
    Map<String, Artifact> files,
    GraphMetadata graph,
    Optional<BatchAxes> axes,
    boolean loaded,
    ModelCounters counters)
    implements ServedModel {
  /** The same deployment, taking requests or not. */
  Deployed withLoaded(boolean now) {
    return new Deployed(function, version, manifest, artifact, files, graph, axes, now, counters);
  }

  /** Reads it into memory, with what its manifest declares around the graph. */
  LoadedModel open(PipelineRuntime runtime, RuntimeOptions options) {
    return runtime.open(artifact, manifest.pipeline(), files, options);
  }

  /** Whether it is the same deployment. */
  boolean same(Deployed other) {
    return function == other.function && version.equals(other.version);
  }

  @Override
  public String name() {
    return manifest.name();
  }

  @Override
  public String platform() {
    return "onnxruntime_onnx";
  }

  @Override
  public boolean ready() {
    return loaded;
  }
}
