package dev.hearth.gateway.inference;

import dev.hearth.gateway.Problem;
import dev.hearth.inference.Tensor;
import java.util.List;

/** Tensors as the Open Inference Protocol has them in JSON. */
public final class TensorJson {
  private TensorJson() {}

  /**
   * The inputs of a request.
   *
   * @throws Problem with status 400, saying what is wrong and where
   */
  public static List<Tensor> read(byte[] request) {
    return RequestReader.read(request).request().inputs();
  }

  /** {@code {FIELD: [...]}}, the field being {@code inputs} or {@code outputs}. */
  public static byte[] write(String field, List<Tensor> tensors) {
    return ResponseWriter.write(field, tensors);
  }

  /** The answer of a model to a request. */
  public static byte[] answer(String model, int version, List<Tensor> outputs) {
    return ResponseWriter.write(model, Integer.toString(version), outputs);
  }
}
