package dev.hearth.inference.onnx;

import dev.hearth.inference.onnx.schema.GraphProto;
import dev.hearth.inference.onnx.schema.NodeProto;
import dev.hearth.inference.onnx.schema.TensorProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The nodes of the spine from one cut to the next, with all that they need of the free ones. */
final class BlockGraph {
  private final OnnxGraph graph;
  private final Set<NodeProto> spine;
  private final Set<String> outputs;
  private final Set<String> freeNames = new HashSet<>();
  private final List<TensorProto> initializers = new ArrayList<>();
  private final Set<String> inputs = new LinkedHashSet<>();

  /**
   * @param outputs what the block gives
   */
  BlockGraph(OnnxGraph graph, int from, int to, Set<String> outputs) {
    this.graph = graph;
    this.outputs = outputs;
    spine = new LinkedHashSet<>(graph.spine().subList(from, to));
    collect();
  }

  /** Follows what is read back to constants, inputs and other blocks. */
  private void collect() {
    Set<String> produced = new HashSet<>();
    spine.forEach(node -> produced.addAll(node.getOutputList()));
    Deque<String> open = new ArrayDeque<>(outputs);
    spine.forEach(node -> open.addAll(NodeReads.of(node)));
    Set<String> seen = new HashSet<>(produced);
    while (!open.isEmpty()) {
      String name = open.poll();
      if (seen.add(name)) {
        open.addAll(resolve(name));
      }
    }
  }

  private Set<String> resolve(String name) {
    NodeProto free = graph.freeProducer(name);
    TensorProto initializer = graph.initializer(name);
    if (free != null) {
      freeNames.addAll(free.getOutputList());
      return NodeReads.of(free);
    }
    if (initializer != null) {
      initializers.add(initializer);
    } else {
      inputs.add(name);
    }
    return Set.of();
  }

  /** What it takes of the whole model's inputs and of other blocks. */
  List<String> inputs() {
    return List.copyOf(inputs);
  }

  /** Nodes in the order of the whole graph. */
  List<NodeProto> nodes() {
    return graph.model().getGraph().getNodeList().stream().filter(this::belongs).toList();
  }

  private boolean belongs(NodeProto node) {
    return spine.contains(node)
        || node.getOutputList().stream()
            .anyMatch(name -> freeNames.contains(name) && node.equals(producer(name)));
  }

  private @Nullable NodeProto producer(String name) {
    return graph.freeProducer(name);
  }

  /** The graph without its typed inputs and outputs; old files list constants as inputs too. */
  GraphProto.Builder toBuilder(String name) {
    var builder = GraphProto.newBuilder().setName(name).addAllNode(nodes());
    builder.addAllInitializer(initializers);
    for (TensorProto initializer : initializers) {
      var declared = graph.input(initializer.getName());
      if (declared != null) {
        builder.addInput(declared);
      }
    }
    return builder;
  }
}
