package dev.hearth.inference.onnx;

import dev.hearth.inference.Artifact;
import java.util.List;

/**
 * A run of a model's nodes as a model of its own.
 *
 * @param artifact its file
 * @param inputs what it takes: inputs of the whole model, and tensors of blocks before it
 * @param outputs what it gives: tensors for blocks after it, and outputs of the whole model
 * @param nodes nodes in it, those that are in other blocks too included
 */
public record Block(Artifact artifact, List<String> inputs, List<String> outputs, int nodes) {
  public Block {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Bytes of its file: its weights, for all but a few thousand of them. */
  public long weightBytes() {
    return artifact.bytes();
  }
}
