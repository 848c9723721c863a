package dev.hearth.inference;

/** The ONNX Runtime engine, on the processor. */
public final class OnnxRuntime implements ModelRuntime {
  @Override
  public String description() {
    throw new UnsupportedOperationException("not written yet");
  }

  @Override
  public LoadedModel open(Artifact artifact, RuntimeOptions options) {
    throw new UnsupportedOperationException("not written yet");
  }
}
