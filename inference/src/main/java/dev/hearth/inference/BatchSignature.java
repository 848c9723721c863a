package dev.hearth.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What requests must have in common to run in one batch: names, datatypes and dimensions other than
 * the batch's, the contents of shared inputs, and the outputs wanted. Equal if and only if they
 * may.
 */
public final class BatchSignature {
  private static final long ANY = -1;

  private final List<InputSignature> inputs;
  private final Set<String> outputs;
  private final int hash;

  private BatchSignature(List<InputSignature> inputs, Set<String> outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.hash = 31 * inputs.hashCode() + outputs.hashCode();
  }

  static BatchSignature of(BatchAxes axes, InferenceRequest request) {
    List<InputSignature> inputs = new ArrayList<>(request.inputs().size());
    for (Tensor tensor : request.inputs()) {
      inputs.add(InputSignature.of(tensor, axes.input(tensor.name())));
    }
    inputs.sort(Comparator.comparing(InputSignature::name));
    return new BatchSignature(List.copyOf(inputs), request.outputs());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchSignature that
        && hash == that.hash
        && inputs.equals(that.inputs)
        && outputs.equals(that.outputs);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return inputs + " -> " + outputs;
  }

  private record InputSignature(
      String name, Datatype datatype, List<Long> dimensions, SharedContents contents) {

    static InputSignature of(Tensor tensor, OptionalInt axis) {
      List<Long> dimensions = new ArrayList<>(tensor.rank());
      for (int i = 0; i < tensor.rank(); i++) {
        dimensions.add(axis.isPresent() && axis.getAsInt() == i ? ANY : tensor.dimension(i));
      }
      List<Tensor> shared = axis.isPresent() ? List.of() : List.of(tensor);
      return new InputSignature(
          tensor.name(), tensor.datatype(), List.copyOf(dimensions), new SharedContents(shared));
    }
  }

  /** The tensor whose contents count, if any; compared byte for byte. */
  private record SharedContents(List<Tensor> tensor) {
    @Override
    public boolean equals(Object other) {
      return other instanceof SharedContents(List<Tensor> that)
          && tensor.size() == that.size()
          && (tensor.isEmpty() || tensor.getFirst().sameContents(that.getFirst()));
    }

    @Override
    public int hashCode() {
      return tensor.isEmpty() ? 0 : tensor.getFirst().contentsHash();
    }

    @Override
    public String toString() {
      return tensor.isEmpty() ? "batched" : "shared";
    }
  }
}
