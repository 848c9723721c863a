package dev.hearth.node;

import dev.hearth.gateway.Problem;
import dev.hearth.inference.Artifact;
import dev.hearth.inference.BatchAxes;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelStore;
import dev.hearth.inference.Progress;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.onnx.SelfContained;
import dev.hearth.inference.pipeline.EmbeddingConfig;
import dev.hearth.inference.pipeline.GenerationConfig;
import dev.hearth.inference.pipeline.PipelineConfig;
import dev.hearth.inference.pipeline.PipelineRuntime;
import dev.hearth.kernel.Resources;
import dev.hearth.policies.Registry;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes of a manifest what can be served: reads it, fetches the model's file, and opens and warms
 * it up once to see that it is one.
 */
final class Preparation {
  private static final int MAX_MANIFEST_CHARACTERS = 64 << 10;

  /** Names that stand where a model's name could, in the paths of the HTTP interface. */
  private static final Set<String> RESERVED = Set.of("stats");

  private static final Set<String> TOKENIZERS =
      Set.of(EmbeddingConfig.TOKENIZER, GenerationConfig.TOKENIZER);

  private final Registry registry;
  private final ModelStore models;
  private final PipelineRuntime runtime;
  private final Resources capacity;
  private final CutModels cuts;

  Preparation(
      Registry registry,
      ModelStore models,
      PipelineRuntime runtime,
      Resources capacity,
      CutModels cuts) {
    this.registry = registry;
    this.models = models;
    this.runtime = runtime;
    this.capacity = capacity;
    this.cuts = cuts;
  }

  /**
   * What a manifest and the files it names come to.
   *
   * @param text the manifest as it was sent
   * @param files what its pipeline needs beside its artifact, by the manifest's keys
   */
  record Prepared(
      Manifest manifest,
      String text,
      Artifact artifact,
      Map<String, Artifact> files,
      GraphMetadata graph,
      Optional<BatchAxes> axes) {
    /** Whether it would answer as a version does that is served already. */
    boolean sameContentAs(Deployed version) {
      return artifact.sha256().equals(version.artifact().sha256())
          && digests(files).equals(digests(version.files()));
    }

    private static Map<String, String> digests(Map<String, Artifact> files) {
      var digests = new TreeMap<String, String>();
      files.forEach((key, file) -> digests.put(key, file.sha256()));
      return digests;
    }
  }

  /**
   * Reads a manifest that was sent for a name.
   *
   * @throws Problem if it is refused
   */
  Manifest manifest(String name, String text) {
    if (text.length() > MAX_MANIFEST_CHARACTERS) {
      throw Problem.of(
          413, "the manifest is longer than " + MAX_MANIFEST_CHARACTERS + " characters");
    }
    Manifest manifest;
    try {
      manifest = Manifest.parse(text, registry);
    } catch (ConfigurationException e) {
      throw Problem.badRequest("the manifest is refused: " + e.text());
    }
    if (!manifest.name().equals(name)) {
      throw Problem.badRequest(
          "the manifest is for '%s' but was sent for '%s'".formatted(manifest.name(), name));
    }
    if (RESERVED.contains(name)) {
      throw Problem.badRequest(
          "no model can be named '%s', for /v2/models/%s is something else; choose another name"
              .formatted(name, name));
    }
    if (!manifest.resources().fitsIn(capacity)) {
      throw Problem.badRequest(
          "an instance of '%s' would need %s but this node may give only %s"
              .formatted(name, manifest.resources(), capacity));
    }
    return manifest;
  }

  /** Fetches and opens; blocks. */
  Prepared prepare(Manifest manifest, String text, Progress.Listener progress) {
    Artifact artifact = models.fetch(manifest.from(), progress);
    manifest.checksums().require(Checksums.FROM, artifact);
    SelfContained.require(artifact);
    Map<String, Artifact> files = files(manifest, progress);
    try (LoadedModel opened =
        runtime.open(artifact, manifest.pipeline(), files, RuntimeOptions.defaults())) {
      GraphMetadata graph = opened.metadata();
      Optional<BatchAxes> axes = axes(manifest, graph);
      manifest.warmUp().run(opened, axes);
      manifest.asyfunc().ifPresent(config -> cuts.of(manifest, config, artifact, graph, axes));
      return new Prepared(manifest, text, artifact, files, graph, axes);
    }
  }

  /** What the pipeline needs beside the graph. */
  private Map<String, Artifact> files(Manifest manifest, Progress.Listener progress) {
    Map<String, Artifact> files = new TreeMap<>();
    manifest
        .pipeline()
        .map(PipelineConfig::files)
        .orElse(Map.of())
        .forEach(
            (key, source) -> {
              try {
                Artifact file = models.fetch(source, progress);
                manifest.checksums().require(key, file);
                if (TOKENIZERS.contains(key)) {
                  TokenizerTemplate.check(file);
                }
                files.put(key, file);
              } catch (ModelException e) {
                throw new ModelException(e.code(), key + ": " + e.getMessage(), e);
              }
            });
    return files;
  }

  /** Whether the source of a version still gives the file that is served; blocks. */
  boolean isUnchanged(Deployed version) {
    Artifact now = models.fetch(version.manifest().from(), _ -> {});
    return now.sha256().equals(version.artifact().sha256());
  }

  /** What was prepared before the node stopped; nothing is fetched or opened. */
  Prepared again(StoredModel stored) {
    Manifest manifest = Manifest.parse(stored.manifest(), registry);
    Map<String, Artifact> files = new TreeMap<>();
    stored.artifacts().forEach((key, file) -> files.put(key, models.located(file)));
    return new Prepared(
        manifest,
        stored.manifest(),
        models.located(stored.artifact()),
        files,
        stored.graph(),
        axes(manifest, stored.graph()));
  }

  private static Optional<BatchAxes> axes(Manifest manifest, GraphMetadata graph) {
    return manifest.batchAxis().map(graph::batchAxes).or(graph::batchAxes);
  }
}
