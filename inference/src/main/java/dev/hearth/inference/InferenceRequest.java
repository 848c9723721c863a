package dev.hearth.inference;

import java.util.List;
import java.util.Set;

/**
 * One question to a model.
 *
 * @param outputs the names of the outputs wanted; all if empty
 */
public record InferenceRequest(List<Tensor> inputs, Set<String> outputs) {
  public InferenceRequest {
    inputs = List.copyOf(inputs);
    outputs = Set.copyOf(outputs);
  }
}
