package dev.hearth.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/** The outputs of one run, in the engine's memory until they are closed. Used by one thread. */
public final class KeptOutputs implements AutoCloseable {
  private final OrtSession.Result result;

  KeptOutputs(OrtSession.Result result) {
    this.result = result;
  }

  /** A copy of one output. */
  public Tensor copy(String name) {
    try {
      return OnnxTensors.fromOnnx(name, value(name));
    } catch (OrtException e) {
      throw new ModelException(
          ModelException.Code.RUN_FAILED, "output '%s' cannot be read".formatted(name), e);
    }
  }

  OnnxTensor tensor(String name) {
    if (value(name) instanceof OnnxTensor tensor) {
      return tensor;
    }
    throw new IllegalArgumentException("output '" + name + "' is not a tensor");
  }

  private OnnxValue value(String name) {
    return result
        .get(name)
        .orElseThrow(() -> new IllegalArgumentException("there is no output '" + name + "'"));
  }

  @Override
  public void close() {
    result.close();
  }
}
