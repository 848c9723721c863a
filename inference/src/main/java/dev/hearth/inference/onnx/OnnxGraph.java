package dev.hearth.inference.onnx;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.hearth.inference.Artifact;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.onnx.schema.AttributeProto;
import dev.hearth.inference.onnx.schema.GraphProto;
import dev.hearth.inference.onnx.schema.ModelProto;
import dev.hearth.inference.onnx.schema.NodeProto;
import dev.hearth.inference.onnx.schema.TensorProto;
import dev.hearth.inference.onnx.schema.ValueInfoProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The top level of an ONNX graph. Its nodes are of two kinds: a <em>free</em> node depends on
 * nothing but constants and the shapes of the graph's inputs, so it can be computed again wherever
 * it is read; all others are the <em>spine</em>, in the file's order, which the format asks to be
 * topological.
 */
final class OnnxGraph {
  private static final Set<String> RANDOM =
      Set.of(
          "RandomNormal",
          "RandomNormalLike",
          "RandomUniform",
          "RandomUniformLike",
          "Multinomial",
          "Bernoulli");
  private static final Set<String> SHAPES = Set.of("Shape", "Size");
  private static final int SPARSE_INITIALIZER = 15;

  private final ModelProto model;
  private final Map<String, TensorProto> initializers = new LinkedHashMap<>();
  private final Map<String, ValueInfoProto> inputs = new LinkedHashMap<>();
  private final Map<String, NodeProto> freeProducers = new HashMap<>();
  private final List<NodeProto> spine = new ArrayList<>();
  private final Set<String> lengths = new HashSet<>();

  private OnnxGraph(ModelProto model) {
    this.model = model;
    GraphProto graph = model.getGraph();
    graph.getInitializerList().forEach(each -> initializers.put(each.getName(), each));
    graph.getInputList().forEach(each -> inputs.put(each.getName(), each));
    Set<String> free = new HashSet<>(initializers.keySet());
    for (NodeProto node : graph.getNodeList()) {
      if (isFree(node, free)) {
        free.addAll(node.getOutputList());
        node.getOutputList().forEach(output -> freeProducers.put(output, node));
      } else {
        spine.add(node);
        noteLengths(node, free);
      }
    }
  }

  /**
   * Reads a model's file.
   *
   * @throws ModelException if it is no ONNX file, or keeps weights where this cannot cut them
   */
  static OnnxGraph read(Artifact artifact) {
    try {
      var model = ModelProto.parseFrom(Files.readAllBytes(artifact.path()));
      requireWhole(artifact, model);
      return new OnnxGraph(model);
    } catch (InvalidProtocolBufferException e) {
      throw new ModelException(
          ModelException.Code.CORRUPT_MODEL,
          "the model '" + artifact.source() + "' cannot be cut: it is not a whole ONNX file",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("the model '" + artifact.source() + "' cannot be read", e);
    }
  }

  private static void requireWhole(Artifact artifact, ModelProto model) {
    if (model.getGraph().getNodeCount() == 0) {
      throw unsupported(artifact, "its graph has no nodes");
    }
    if (model.getGraph().getUnknownFields().hasField(SPARSE_INITIALIZER)) {
      throw unsupported(artifact, "it has sparse weights; store them dense");
    }
    external(model.getGraph())
        .ifPresent(
            name -> {
              throw unsupported(
                  artifact,
                  "its tensor '" + name + "' lies in a file beside it; save the model as one file");
            });
  }

  private static Optional<String> external(GraphProto graph) {
    var own = graph.getInitializerList().stream();
    var constants =
        graph.getNodeList().stream()
            .flatMap(node -> node.getAttributeList().stream())
            .filter(AttributeProto::hasT)
            .map(AttributeProto::getT);
    var found =
        Stream.concat(own, constants)
            .filter(tensor -> tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL)
            .map(TensorProto::getName)
            .findFirst();
    return found.isPresent()
        ? found
        : graph.getNodeList().stream()
            .flatMap(node -> NodeReads.graphsOf(node).stream())
            .flatMap(inner -> external(inner).stream())
            .findFirst();
  }

  static ModelException unsupported(Artifact artifact, String why) {
    return new ModelException(
        ModelException.Code.UNSUPPORTED_MODEL,
        "the model '" + artifact.source() + "' cannot be cut: " + why);
  }

  private boolean isFree(NodeProto node, Set<String> free) {
    if (RANDOM.contains(node.getOpType())) {
      return false;
    }
    Set<String> reads = NodeReads.of(node);
    boolean shapeOfInput = SHAPES.contains(node.getOpType()) && inputs.keySet().containsAll(reads);
    return shapeOfInput || free.containsAll(reads);
  }

  /** A value that is computed of nothing but shapes is itself a length. */
  private void noteLengths(NodeProto node, Set<String> free) {
    Set<String> reads = NodeReads.of(node);
    boolean ofLengths = reads.stream().allMatch(read -> free.contains(read) || isLength(read));
    if (SHAPES.contains(node.getOpType())
        || (ofLengths && reads.stream().anyMatch(this::isLength))) {
      lengths.addAll(node.getOutputList());
    }
  }

  /** Whether a value is computed of the shapes of values of the spine, and of constants. */
  boolean isLength(String name) {
    return lengths.contains(name);
  }

  ModelProto model() {
    return model;
  }

  List<NodeProto> spine() {
    return spine;
  }

  /** What the graph gives, in its order. */
  List<String> outputs() {
    return model.getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList();
  }

  /** The declaration of an input, which an initializer may stand in for; null if there is none. */
  @Nullable ValueInfoProto input(String name) {
    return inputs.get(name);
  }

  @Nullable TensorProto initializer(String name) {
    return initializers.get(name);
  }

  /** The free node that gives a value; null for values of inputs, initializers and the spine. */
  @Nullable NodeProto freeProducer(String name) {
    return freeProducers.get(name);
  }
}
