package dev.hearth.inference.onnx;

import dev.hearth.inference.onnx.schema.AttributeProto;
import dev.hearth.inference.onnx.schema.GraphProto;
import dev.hearth.inference.onnx.schema.NodeProto;
import dev.hearth.inference.onnx.schema.TensorProto;
import dev.hearth.inference.onnx.schema.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a node reads: its inputs, and what the graphs within it take from around them. */
final class NodeReads {
  private NodeReads() {}

  static Set<String> of(NodeProto node) {
    Set<String> reads = new LinkedHashSet<>();
    node.getInputList().stream().filter(name -> !name.isEmpty()).forEach(reads::add);
    graphsOf(node).forEach(graph -> reads.addAll(captured(graph)));
    return reads;
  }

  /** The graphs of a node of control flow. */
  static List<GraphProto> graphsOf(NodeProto node) {
    List<GraphProto> graphs = new ArrayList<>();
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        graphs.add(attribute.getG());
      }
      graphs.addAll(attribute.getGraphsList());
    }
    return graphs;
  }

  private static Set<String> captured(GraphProto graph) {
    Set<String> own = new HashSet<>();
    graph.getInputList().stream().map(ValueInfoProto::getName).forEach(own::add);
    graph.getInitializerList().stream().map(TensorProto::getName).forEach(own::add);
    graph.getNodeList().forEach(node -> own.addAll(node.getOutputList()));
    Set<String> read = new LinkedHashSet<>();
    graph.getNodeList().forEach(node -> read.addAll(of(node)));
    graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(read::add);
    read.removeAll(own);
    return read;
  }
}
