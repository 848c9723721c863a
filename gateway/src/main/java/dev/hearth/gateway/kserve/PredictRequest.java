package dev.hearth.gateway.kserve;

import dev.hearth.gateway.inference.ServedModel;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The body of a prediction.
 *
 * @param rowwise whether it had {@code instances}, so that {@code predictions} are wanted
 */
record PredictRequest(List<Tensor> inputs, boolean rowwise) {
  /** What to ask the model, in parts it can take. */
  List<InferenceRequest> requests(ServedModel model) {
    long rows = rows();
    if (rows <= model.maxRows()) {
      return List.of(new InferenceRequest(inputs, Set.of()));
    }
    List<InferenceRequest> requests = new ArrayList<>();
    for (long from = 0; from < rows; from += model.maxRows()) {
      long first = from;
      long count = Math.min(model.maxRows(), rows - from);
      requests.add(
          new InferenceRequest(
              inputs.stream().map(input -> input.slice(0, first, count)).toList(), Set.of()));
    }
    return requests;
  }

  /** The first dimension if all inputs have the same, else 0. */
  private long rows() {
    if (inputs.isEmpty() || inputs.getFirst().rank() == 0) {
      return 0;
    }
    long rows = inputs.getFirst().dimension(0);
    for (Tensor input : inputs) {
      if (input.rank() == 0 || input.dimension(0) != rows) {
        return 0;
      }
    }
    return rows;
  }
}
