package dev.hearth.node;

import dev.hearth.gateway.inference.ServedModel;
import dev.hearth.inference.Artifact;
import dev.hearth.inference.BatchAxes;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.pipeline.GenerationConfig;
import dev.hearth.inference.pipeline.PipelineRuntime;
import java.util.Map;
import java.util.Optional;

/**
 * A version of a model that can be called.
 *
 * @param function its handle in the kernel, which no other version ever has
 * @param number its version; a model's versions count up
 * @param manifest what was asked for
 * @param text the manifest as it was sent
 * @param files what its pipeline needs beside its artifact, by the manifest's keys
 * @param axes the batch axes; requests run alone without them
 * @param program names all that an instance holds and does with a request; versions of the same one
 *     can run each other's requests, also together
 * @param loaded whether it takes requests
 * @param counters what this version did since the node started
 * @param measures the same for the metrics
 */
record Deployed(
    int function,
    int number,
    Manifest manifest,
    String text,
    Artifact artifact,
    Map<String, Artifact> files,
    GraphMetadata graph,
    Optional<BatchAxes> axes,
    String program,
    boolean loaded,
    ModelCounters counters,
    NodeMetrics.OfVersion measures)
    implements ServedModel {
  /** The same version, taking requests or not. */
  Deployed withLoaded(boolean now) {
    return new Deployed(
        function, number, manifest, text, artifact, files, graph, axes, program, now, counters,
        measures);
  }

  /** Reads it into memory, with what its manifest declares around the graph, and warms it up. */
  LoadedModel open(PipelineRuntime runtime, RuntimeOptions options) {
    LoadedModel opened = runtime.open(artifact, manifest.pipeline(), files, options);
    try {
      manifest.warmUp().run(opened, axes);
      return opened;
    } catch (RuntimeException | OutOfMemoryError e) {
      opened.close();
      throw e;
    }
  }

  @Override
  public String version() {
    return Integer.toString(number);
  }

  @Override
  public String name() {
    return manifest.name();
  }

  /** What it is called where functions and graphs have names too. */
  String key() {
    return "model/" + manifest.name();
  }

  @Override
  public String platform() {
    return "onnxruntime_onnx";
  }

  @Override
  public int maxRows() {
    return axes.filter(this::first).isPresent() ? manifest.batching().maxRows() : Integer.MAX_VALUE;
  }

  @Override
  public Optional<GenerationConfig> generation() {
    return manifest.generation();
  }

  /** Whether every input is batched along its first axis. */
  private boolean first(BatchAxes batch) {
    return graph.inputs().stream().allMatch(input -> batch.input(input.name()).orElse(-1) == 0);
  }

  @Override
  public boolean ready() {
    return loaded;
  }
}
