package dev.hearth.inference.operators;

import dev.hearth.inference.onnx.schema.AttributeProto;
import dev.hearth.inference.onnx.schema.GraphProto;
import dev.hearth.inference.onnx.schema.ModelProto;
import dev.hearth.inference.onnx.schema.NodeProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The top level of an optimised graph: its nodes in the order of the file, named so that a trace
 * can be told apart by node.
 */
public record NodeGraph(List<Node> nodes) {
  private static final String PREFIX = "hearth-node-";
  private static final int MAX_ATTRIBUTE = 40;

  /** The type of what happens around the engine. */
  static final String AROUND = "(around)";

  /**
   * A node.
   *
   * @param attributes what its time may depend on beside shapes: whole numbers and words
   * @param before nodes that make what it takes, by their position
   * @param branches whether it is made of other nodes, which stand behind it; its own time is
   *     theirs
   */
  public record Node(String type, String attributes, List<Integer> before, boolean branches) {}

  /** With one node more, which waits for all others: what happens around the engine. */
  NodeGraph withAround() {
    List<Node> all = new ArrayList<>(nodes);
    all.add(new Node(AROUND, "", IntStream.range(0, nodes.size()).boxed().toList(), false));
    return new NodeGraph(List.copyOf(all));
  }

  static String name(int node) {
    return PREFIX + node;
  }

  /** Reads a graph and writes it again with names of our own in place of its nodes'. */
  static NodeGraph rename(Path from, Path to) throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(from));
    List<Node> nodes = new ArrayList<>();
    GraphProto graph = renamed(model.getGraph(), new HashMap<>(), List.of(), nodes);
    Files.write(to, model.toBuilder().setGraph(graph).build().toByteArray());
    return new NodeGraph(List.copyOf(nodes));
  }

  /**
   * A graph with its nodes named, those of the branches within it too.
   *
   * @param makers which node makes a tensor; branches see those around them
   * @param around what the nodes wait for beside what they read: that around a branch
   */
  private static GraphProto renamed(
      GraphProto graph, Map<String, Integer> makers, List<Integer> around, List<Node> nodes) {
    GraphProto.Builder named = graph.toBuilder();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeProto node = graph.getNode(i);
      int number = nodes.size();
      List<Integer> before = before(node, makers, around);
      boolean branches = node.getAttributeList().stream().anyMatch(AttributeProto::hasG);
      nodes.add(new Node(node.getOpType(), attributes(node), before, branches));
      NodeProto.Builder renamed = node.toBuilder().setName(name(number));
      for (int k = 0; k < node.getAttributeCount(); k++) {
        if (node.getAttribute(k).hasG()) {
          var within = new HashMap<>(makers);
          GraphProto branch = renamed(node.getAttribute(k).getG(), within, before, nodes);
          renamed.setAttribute(k, node.getAttribute(k).toBuilder().setG(branch));
        }
      }
      named.setNode(i, renamed);
      int last = nodes.size() - 1;
      node.getOutputList().forEach(output -> makers.put(output, branches ? last : number));
    }
    return named.build();
  }

  private static List<Integer> before(
      NodeProto node, Map<String, Integer> makers, List<Integer> around) {
    var before = new TreeSet<>(around);
    for (String input : node.getInputList()) {
      Integer maker = makers.get(input);
      if (maker != null) {
        before.add(maker);
      }
    }
    return List.copyOf(before);
  }

  private static String attributes(NodeProto node) {
    var parts = new TreeSet<String>();
    for (AttributeProto attribute : node.getAttributeList()) {
      String value =
          switch (attribute.getType()) {
            case INT -> Long.toString(attribute.getI());
            case INTS -> attribute.getIntsList().toString().replace(" ", "");
            case STRING -> attribute.getS().toStringUtf8();
            default -> "";
          };
      if (!value.isEmpty() && value.length() <= MAX_ATTRIBUTE) {
        parts.add(attribute.getName() + "=" + value);
      }
    }
    return String.join(" ", parts).replaceAll("[\\p{Cntrl}|]", "_");
  }
}
