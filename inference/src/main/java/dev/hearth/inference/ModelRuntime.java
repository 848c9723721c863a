package dev.hearth.inference;

/** An engine that opens models. Thread-safe. */
public interface ModelRuntime {
  /** The engine's name and version, such as {@code onnxruntime 1.28.0}. */
  String description();

  /**
   * Reads a model into memory; blocks while it does.
   *
   * @throws ModelException naming the artifact's source, if it cannot be read or is not supported
   */
  LoadedModel open(Artifact artifact, RuntimeOptions options);
}
