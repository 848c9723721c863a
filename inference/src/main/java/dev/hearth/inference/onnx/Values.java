package dev.hearth.inference.onnx;

import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tensors by name while the blocks of a model run. Belongs to one run. */
final class Values {
  private final Map<String, Tensor> byName = new HashMap<>();

  Values(List<Tensor> given) {
    put(given);
  }

  void put(List<Tensor> tensors) {
    tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
  }

  @Nullable Tensor get(String name) {
    return byName.get(name);
  }

  /** Runs a block on what it takes; of what is missing the block's own run complains. */
  void run(LoadedModel block) {
    put(block.run(of(block), Set.of()));
  }

  private List<Tensor> of(LoadedModel block) {
    List<Tensor> taken = new ArrayList<>();
    for (var input : block.metadata().inputs()) {
      Tensor value = byName.get(input.name());
      if (value != null) {
        taken.add(value);
      }
    }
    return taken;
  }

  /** What the whole model gives, in its order. */
  List<Tensor> outputs(GraphMetadata whole, Set<String> requested) {
    List<Tensor> outputs = new ArrayList<>();
    for (var output : whole.outputs()) {
      Tensor value = byName.get(output.name());
      if (value != null && (requested.isEmpty() || requested.contains(output.name()))) {
        outputs.add(value);
      }
    }
    return outputs;
  }
}
