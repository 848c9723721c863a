package dev.hearth.inference;

import java.util.List;
import java.util.Set;

/** A model in memory. Thread-safe: runs may overlap, and closing waits for those under way. */
public interface LoadedModel extends AutoCloseable {
  GraphMetadata metadata();

  /**
   * Runs the model once; blocks and computes. The inputs must not change meanwhile.
   *
   * @param requestedOutputs the outputs to compute; all of {@link GraphMetadata#outputs} if empty
   * @return the outputs in the order of the metadata
   * @throws InvalidRequest if the inputs do not fit the graph, or the graph refuses their values
   * @throws ModelException if the model is closed or the engine fails
   */
  List<Tensor> run(List<Tensor> inputs, Set<String> requestedOutputs);

  /** Frees the model's memory once running calls have ended; later calls are refused. */
  @Override
  void close();
}
