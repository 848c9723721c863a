package dev.hearth.inference;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model whose outputs may stay in the engine's memory and be inputs of its next run. */
public interface KeepingModel extends LoadedModel {
  /**
   * Runs the model once; blocks and computes. The outputs are the caller's to close.
   *
   * @param former outputs of a run before, from which {@code fed} is taken; stays open
   * @param fed for inputs that are not among {@code inputs}, the former output each one is
   * @throws InvalidRequest if the inputs do not fit the graph, or the graph refuses their values
   * @throws ModelException if the model is closed or the engine fails
   */
  KeptOutputs keep(List<Tensor> inputs, @Nullable KeptOutputs former, Map<String, String> fed);
}
