package dev.hearth.gateway.kserve;

import dev.hearth.gateway.Problem;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.Tensor;
import java.util.List;

/** Bodies of KServe's first protocol as tensors, and tensors as such bodies. */
public final class Predictions {
  private Predictions() {}

  /**
   * The tensors of {@code {"instances": ...}} or {@code {"inputs": ...}}.
   *
   * @param graph says the datatypes
   * @throws Problem with status 400, saying what is wrong and where
   */
  public static List<Tensor> read(byte[] body, GraphMetadata graph) {
    return PredictReader.read(body, graph).inputs();
  }

  /**
   * An answer.
   *
   * @param rowwise whether as {@code predictions}, not as {@code outputs}
   * @throws Problem with status 400 if rows are wanted and the outputs have none in common
   */
  public static byte[] write(List<Tensor> outputs, boolean rowwise) {
    return PredictAnswer.write(new PredictRequest(List.of(), rowwise), List.of(outputs));
  }
}
