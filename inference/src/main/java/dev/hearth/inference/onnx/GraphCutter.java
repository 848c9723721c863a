package dev.hearth.inference.onnx;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelRuntime;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.onnx.schema.ModelProto;
import dev.hearth.inference.onnx.schema.NodeProto;
import dev.hearth.inference.onnx.schema.StringStringEntryProto;
import dev.hearth.inference.onnx.schema.ValueInfoProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Cuts a model at the top level of its graph into blocks that run one after the other. A node of
 * control flow stays whole; constants and what is computed from them or from the shapes of inputs
 * are copied into each block that reads them. The element types of what crosses a cut are asked of
 * the engine.
 *
 * <p>The engine optimises each block by itself, so results differ from the whole model's in the
 * last bits.
 */
public final class GraphCutter {
  /** The most blocks of one model. */
  public static final int MAX_BLOCKS = 64;

  /** Tensors that may cross one cut. */
  static final int WIDEST = 4;

  private static final String WHOLE = "whole-with-cuts.onnx";

  private final ModelRuntime runtime;

  public GraphCutter(ModelRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * Cuts a model into so many blocks, or as many as its graph allows, and writes each as a file.
   *
   * @param directory where they go; made if it is not there
   * @return the blocks in the order in which they run; only one if the graph cannot be cut
   * @throws ModelException if the model cannot be read, keeps its weights in other files, or what
   *     would cross a cut is no tensor
   */
  public List<Block> cut(Artifact artifact, int blocks, Path directory) {
    if (blocks < 1 || blocks > MAX_BLOCKS) {
      throw new IllegalArgumentException(
          "a model is cut into 1 to " + MAX_BLOCKS + " blocks, not " + blocks);
    }
    OnnxGraph graph = OnnxGraph.read(artifact);
    List<CutPoint> cuts = new CutPoints(graph, WIDEST).choose(blocks);
    try {
      Files.createDirectories(directory);
      var types = new CutTypes(tellTypes(graph, cuts, directory));
      return write(graph, cuts, types, artifact, directory);
    } catch (IOException e) {
      throw new UncheckedIOException("the blocks of '" + artifact.source() + "' are not kept", e);
    }
  }

  /** Opens the whole model with all that crosses a cut among its outputs. */
  private GraphMetadata tellTypes(OnnxGraph graph, List<CutPoint> cuts, Path directory)
      throws IOException {
    var model = graph.model().toBuilder();
    Set<String> crossing = new LinkedHashSet<>();
    cuts.forEach(cut -> crossing.addAll(cut.tensors()));
    crossing.removeAll(graph.outputs());
    crossing.forEach(
        name -> model.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(name)));
    Path file = directory.resolve(WHOLE);
    try (LoadedModel whole =
        runtime.open(
            write(model.build(), file), RuntimeOptions.defaults().withMemoryArena(false))) {
      return whole.metadata();
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static List<Block> write(
      OnnxGraph graph, List<CutPoint> cuts, CutTypes types, Artifact artifact, Path directory)
      throws IOException {
    List<Block> blocks = new ArrayList<>();
    int from = 0;
    for (int index = 0; index <= cuts.size(); index++) {
      boolean last = index == cuts.size();
      int to = last ? graph.spine().size() : cuts.get(index).after();
      Set<String> outputs = outputs(graph, from, to, last);
      var block = new BlockGraph(graph, from, to, outputs);
      var model = model(graph, block, outputs, types, artifact, index + "/" + (cuts.size() + 1));
      Path file = directory.resolve("block-" + index + ".onnx");
      blocks.add(
          new Block(
              write(model, file), block.inputs(), List.copyOf(outputs), block.nodes().size()));
      from = to;
    }
    return blocks;
  }

  /**
   * What later blocks read and what the whole model gives; the last one gives also what is free.
   */
  private static Set<String> outputs(OnnxGraph graph, int from, int to, boolean last) {
    Set<String> own = new LinkedHashSet<>();
    graph.spine().subList(from, to).forEach(node -> own.addAll(node.getOutputList()));
    Set<String> wanted = new HashSet<>(graph.outputs());
    for (NodeProto later : graph.spine().subList(to, graph.spine().size())) {
      wanted.addAll(NodeReads.of(later));
    }
    own.retainAll(wanted);
    if (last) {
      Set<String> ofSpine = new HashSet<>();
      graph.spine().forEach(node -> ofSpine.addAll(node.getOutputList()));
      graph.outputs().stream().filter(name -> !ofSpine.contains(name)).forEach(own::add);
    }
    return own;
  }

  private static ModelProto model(
      OnnxGraph graph,
      BlockGraph block,
      Set<String> outputs,
      CutTypes types,
      Artifact artifact,
      String place) {
    var inner = block.toBuilder(graph.model().getGraph().getName() + " block " + place);
    block.inputs().forEach(name -> inner.addInput(types.declaration(name)));
    outputs.forEach(name -> inner.addOutput(types.declaration(name)));
    return graph.model().toBuilder()
        .setGraph(inner)
        .addMetadataProps(property("hearth.block", place))
        .addMetadataProps(property("hearth.model.sha256", artifact.sha256()))
        .build();
  }

  private static StringStringEntryProto property(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static Artifact write(ModelProto model, Path file) throws IOException {
    byte[] bytes = model.toByteArray();
    Files.write(file, bytes);
    return new Artifact(new ModelSource.FileSource(file), sha256(bytes), file, bytes.length);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
