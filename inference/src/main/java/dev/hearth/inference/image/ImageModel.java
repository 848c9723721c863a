package dev.hearth.inference.image;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.TensorMetadata;
import java.util.List;
import java.util.Set;

/**
 * A model that takes encoded pictures: its graph's picture input is replaced by {@code image},
 * {@code BYTES[-1]}, one PNG or JPEG file for each row of the batch. All else is the graph's.
 */
public final class ImageModel implements LoadedModel {
  public static final String INPUT = "image";

  private final LoadedModel graph;
  private final ImageTensors tensors;
  private final GraphMetadata metadata;

  private ImageModel(LoadedModel graph, ImageInput input, ImageOptions options) {
    this.graph = graph;
    tensors = new ImageTensors(input, options);
    metadata = metadata(graph.metadata(), input);
  }

  /**
   * Puts the making of tensors around a graph, which is closed with it.
   *
   * @throws dev.hearth.inference.ModelException naming the source if the options do not fit the
   *     graph
   */
  public static ImageModel around(LoadedModel graph, ModelSource source, ImageOptions options) {
    return new ImageModel(graph, ImageInput.of(source, graph.metadata(), options), options);
  }

  private static GraphMetadata metadata(GraphMetadata graph, ImageInput input) {
    TensorMetadata tensor = input.tensor();
    var image =
        new TensorMetadata(
            INPUT,
            Datatype.BYTES,
            List.of(tensor.shape().getFirst()),
            List.of(tensor.dimensionNames().getFirst()));
    List<TensorMetadata> inputs =
        graph.inputs().stream().map(each -> each.equals(tensor) ? image : each).toList();
    return new GraphMetadata(inputs, graph.outputs());
  }

  @Override
  public GraphMetadata metadata() {
    return metadata;
  }

  @Override
  public List<Tensor> run(List<Tensor> inputs, Set<String> requestedOutputs) {
    List<Tensor> feeds =
        inputs.stream()
            .map(tensor -> tensor.name().equals(INPUT) ? tensors.of(tensor) : tensor)
            .toList();
    return graph.run(feeds, requestedOutputs);
  }

  @Override
  public void close() {
    graph.close();
  }
}
