package dev.hearth.inference.image;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.TensorMetadata;
import java.util.List;

/**
 * A graph's input that takes pictures, all of one size.
 *
 * @param tensor as the graph describes it
 * @param channels of a pixel
 */
record ImageInput(TensorMetadata tensor, Layout layout, int channels, int width, int height) {
  private static final int RANK = 4;

  /** The largest side; a tensor of such pictures still has fewer than 2^31 elements. */
  private static final int MAX_SIDE = 8_192;

  /**
   * Finds the input and what the graph and the options together say of it.
   *
   * @throws ModelException naming the source if they contradict each other or leave something open
   */
  static ImageInput of(ModelSource source, GraphMetadata graph, ImageOptions options) {
    try {
      return of(graph, options);
    } catch (IllegalArgumentException e) {
      throw new ModelException(
          ModelException.Code.UNSUPPORTED_MODEL,
          "the model '" + source + "' cannot take pictures so: " + e.getMessage(),
          e);
    }
  }

  private static ImageInput of(GraphMetadata graph, ImageOptions options) {
    TensorMetadata tensor = tensor(graph, options);
    requirePictures(tensor);
    Layout layout = options.layout().orElseGet(() -> layout(tensor, options.colour()));
    int channels = options.colour().channels();
    long wanted = tensor.shape().get(layout.channels());
    if (wanted != TensorMetadata.DYNAMIC && wanted != channels) {
      throw invalid(
          "input '%s' %s has %d channels in layout %s but colour %s has %d"
              .formatted(
                  tensor.name(), tensor.shape(), wanted, layout, options.colour(), channels));
    }
    return new ImageInput(
        tensor,
        layout,
        channels,
        side("width", tensor, layout.width(), options.width()),
        side("height", tensor, layout.height(), options.height()));
  }

  private static TensorMetadata tensor(GraphMetadata graph, ImageOptions options) {
    List<String> names = graph.inputs().stream().map(TensorMetadata::name).toList();
    if (options.input().isPresent()) {
      String name = options.input().get();
      return graph
          .input(name)
          .orElseThrow(
              () -> invalid("the graph has no input '%s'; it has %s".formatted(name, names)));
    }
    if (names.size() != 1) {
      throw invalid("the graph has the inputs %s; name one as image.input".formatted(names));
    }
    return graph.inputs().getFirst();
  }

  private static void requirePictures(TensorMetadata tensor) {
    if (tensor.rank() != RANK) {
      throw invalid(
          "input '%s' %s has %d dimensions, not the 4 of pictures"
              .formatted(tensor.name(), tensor.shape(), tensor.rank()));
    }
    if (!Samples.DATATYPES.contains(tensor.datatype())) {
      throw invalid(
          "input '%s' is %s, but pictures can be made %s only"
              .formatted(tensor.name(), tensor.datatype(), Samples.DATATYPES));
    }
  }

  private static Layout layout(TensorMetadata tensor, Colour colour) {
    boolean first = tensor.shape().get(Layout.NCHW.channels()) == colour.channels();
    boolean last = tensor.shape().get(Layout.NHWC.channels()) == colour.channels();
    if (first == last) {
      throw invalid(
          "input '%s' %s does not show where its channels are; write image.layout: NCHW or NHWC"
              .formatted(tensor.name(), tensor.shape()));
    }
    return first ? Layout.NCHW : Layout.NHWC;
  }

  private static int side(String name, TensorMetadata tensor, int axis, int asked) {
    long fixed = tensor.shape().get(axis);
    if (fixed == TensorMetadata.DYNAMIC && asked == 0) {
      throw invalid(
          "input '%s' %s leaves the %s open; write image.%s"
              .formatted(tensor.name(), tensor.shape(), name, name));
    }
    if (fixed != TensorMetadata.DYNAMIC && asked != 0 && asked != fixed) {
      throw invalid(
          "image.%s is %d but input '%s' %s fixes it at %d"
              .formatted(name, asked, tensor.name(), tensor.shape(), fixed));
    }
    long side = asked == 0 ? fixed : asked;
    if (side > MAX_SIDE) {
      throw invalid("the %s is %d but may be at most %d".formatted(name, side, MAX_SIDE));
    }
    return (int) side;
  }

  private static IllegalArgumentException invalid(String why) {
    return new IllegalArgumentException(why);
  }

  Datatype datatype() {
    return tensor.datatype();
  }

  /** Samples of one picture. */
  int samples() {
    return channels * width * height;
  }

  /** The shape of some pictures. */
  long[] shape(int pictures) {
    return layout == Layout.NCHW
        ? new long[] {pictures, channels, height, width}
        : new long[] {pictures, height, width, channels};
  }
}
