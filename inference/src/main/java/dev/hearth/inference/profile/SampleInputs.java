package dev.hearth.inference.profile;

import dev.hearth.inference.BatchAxes;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.SampleTensors;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.TensorMetadata;
import dev.hearth.inference.WarmUp;
import dev.hearth.inference.image.ImageModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Makes up inputs of a model for runs of any number of rows. */
public final class SampleInputs {
  private static final long SEED = 1;

  /** Whole numbers are 1 instead: as a mask, a token or an index that is always there. */
  private static final Set<Datatype> FRACTIONS =
      EnumSet.of(Datatype.FP64, Datatype.FP32, Datatype.FP16, Datatype.BF16);

  private static final List<String> WORDS =
      List.of(
          "the", "warm", "stone", "keeps", "its", "heat", "after", "every", "guest", "has", "left",
          "home", "and", "someone", "tends", "a", "quiet", "fire", "until", "morning");

  private final GraphMetadata graph;
  private final Optional<BatchAxes> axes;
  private final Samples samples;
  private final boolean pictures;

  /**
   * Inputs for a model.
   *
   * @param pictures whether its input {@code image} takes encoded pictures
   * @throws InvalidRequest if the samples are for inputs the model does not have
   */
  public SampleInputs(
      GraphMetadata graph, Optional<BatchAxes> axes, Samples samples, boolean pictures) {
    this.graph = graph;
    this.axes = axes;
    this.samples = samples;
    this.pictures = pictures;
    requireKnown();
  }

  private void requireKnown() {
    var named = new TreeSet<>(samples.shapes().keySet());
    named.addAll(samples.values().keySet());
    List<String> inputs = graph.inputs().stream().map(TensorMetadata::name).toList();
    named.removeAll(inputs);
    if (!named.isEmpty()) {
      throw invalid(
          "there is no input '%s' to say something of; the inputs are %s"
              .formatted(named.first(), inputs));
    }
  }

  /**
   * The inputs of one run.
   *
   * @param share where in their ranges dimensions lie, 0 to 1
   * @throws InvalidRequest saying what must be given, if a dimension may vary and nothing says it
   */
  public List<Tensor> of(int rows, double share) {
    if (rows > 1 && axes.isEmpty()) {
      throw invalid("it has no batch axis, so its runs have 1 row and not %d".formatted(rows));
    }
    var random = new SplittableRandom(SEED);
    List<Tensor> inputs = new ArrayList<>();
    for (TensorMetadata input : graph.inputs()) {
      inputs.add(tensor(input, shape(input, rows, share), share, random));
    }
    graph.check(new InferenceRequest(inputs, Set.of()));
    return inputs;
  }

  private long[] shape(TensorMetadata input, int rows, double share) {
    var shape = new long[input.rank()];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = length(input, axis, rows, share);
    }
    return shape;
  }

  private long length(TensorMetadata input, int axis, int rows, double share) {
    if (axes.isPresent() && axes.get().input(input.name()).orElse(-1) == axis) {
      return rows;
    }
    long fixed = input.shape().get(axis);
    List<Extent> given = samples.shapes().get(input.name());
    if (given != null && given.size() != input.rank()) {
      throw invalid(
          "the shape given for '%s' has %d dimensions but the input has %d, %s"
              .formatted(input.name(), given.size(), input.rank(), input.dimensionNames()));
    }
    if (fixed != TensorMetadata.DYNAMIC) {
      return fixed;
    }
    if (given == null) {
      throw invalid(
          "the dimensions %s %s of '%s' may vary; say what they are to be, such as --shape %s=%s"
              .formatted(
                  input.shape(),
                  input.dimensionNames(),
                  input.name(),
                  input.name(),
                  example(input)));
    }
    return given.get(axis).at(share);
  }

  private static String example(TensorMetadata input) {
    return String.join(
        ",",
        input.shape().stream()
            .map(length -> length == TensorMetadata.DYNAMIC ? "64" : length.toString())
            .toList());
  }

  private Tensor tensor(TensorMetadata input, long[] shape, double share, SplittableRandom random) {
    Double value = samples.values().get(input.name());
    if (input.datatype() == Datatype.BYTES) {
      return strings(input, shape, share);
    }
    if (value == null && FRACTIONS.contains(input.datatype())) {
      return SampleTensors.of(input, shape, WarmUp.Data.RANDOM, random);
    }
    return SampleTensors.filled(input, shape, value == null ? 1 : value);
  }

  private Tensor strings(TensorMetadata input, long[] shape, double share) {
    int count = Math.toIntExact(Tensor.elementCount(input.name(), shape));
    List<byte[]> strings = new ArrayList<>(count);
    boolean picture = isPicture(input);
    for (int i = 0; i < count; i++) {
      strings.add(picture ? SamplePicture.PNG : text(i, samples.words().at(share)));
    }
    return Tensor.ofBytes(input.name(), shape, strings);
  }

  private boolean isPicture(TensorMetadata input) {
    return pictures && input.name().equals(ImageModel.INPUT);
  }

  private static byte[] text(int row, long words) {
    List<String> text = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      text.add(WORDS.get((row + i) % WORDS.size()));
    }
    return String.join(" ", text).getBytes(StandardCharsets.UTF_8);
  }

  /** Whether a range is among the dimensions, so that runs are not all alike. */
  boolean vary() {
    return samples.words().varies()
        || samples.shapes().values().stream().flatMap(List::stream).anyMatch(Extent::varies);
  }

  /** What the inputs are like, as people read it. */
  public String description() {
    List<String> parts = new ArrayList<>();
    for (TensorMetadata input : graph.inputs()) {
      parts.add(description(input));
    }
    return String.join(" ", parts);
  }

  private String description(TensorMetadata input) {
    if (input.datatype() == Datatype.BYTES) {
      return isPicture(input)
          ? "%s[%s]".formatted(input.name(), SamplePicture.SIZE)
          : "%s[%s words]".formatted(input.name(), samples.words());
    }
    List<String> lengths = new ArrayList<>();
    List<Extent> given = samples.shapes().get(input.name());
    for (int axis = 0; axis < input.rank(); axis++) {
      boolean batch = axes.isPresent() && axes.get().input(input.name()).orElse(-1) == axis;
      long fixed = input.shape().get(axis);
      lengths.add(
          batch
              ? "rows"
              : fixed == TensorMetadata.DYNAMIC && given != null
                  ? given.get(axis).toString()
                  : Long.toString(fixed));
    }
    return "%s[%s]".formatted(input.name(), String.join(",", lengths));
  }

  private static InvalidRequest invalid(String why) {
    return new InvalidRequest(InvalidRequest.Code.INVALID_TENSOR, why);
  }
}
