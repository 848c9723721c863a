package dev.hearth.cli.bench;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Makes up data for a model's inputs, from its metadata and the command line. */
final class ModelInputs {
  private static final long MOST_BYTES = 256L << 20;

  private final List<Spec> specs;
  private final Map<String, List<Long>> shapes;
  private final Map<String, Range> ranges;
  private final List<List<String>> texts;
  private final List<byte[]> pictures;
  private final InputOptions options;

  ModelInputs(List<Spec> specs, InputOptions options) {
    this.specs = List.copyOf(specs);
    this.options = options;
    shapes = options.shapes();
    ranges = options.ranges();
    texts = options.texts();
    pictures = options.pictures();
    for (String name : shapes.keySet()) {
      known(name, "--shape");
    }
    for (String name : ranges.keySet()) {
      known(name, "--range");
    }
  }

  /** An input as the model's metadata tells it; -1 stands for a dimension that may vary. */
  record Spec(String name, String datatype, List<Long> shape) {
    Spec {
      shape = List.copyOf(shape);
    }
  }

  private void known(String name, String option) {
    List<String> names = specs.stream().map(Spec::name).toList();
    if (!name.isEmpty() && !names.contains(name)) {
      throw Arguments.usage(
          "%s names '%s', but the model's inputs are %s"
              .formatted(option, name, String.join(", ", names)));
    }
  }

  /** As many different requests as were asked for. */
  List<List<TensorData>> requests() {
    var random = new SplittableRandom(options.seed());
    int count = texts.isEmpty() ? Math.max(pictures.size(), options.payloads()) : texts.size();
    var requests = new ArrayList<List<TensorData>>();
    for (int i = 0; i < count; i++) {
      var inputs = new ArrayList<TensorData>();
      for (Spec spec : specs) {
        inputs.add(tensor(spec, i, random));
      }
      requests.add(inputs);
    }
    return requests;
  }

  private TensorData tensor(Spec spec, int request, RandomGenerator random) {
    Datatype datatype = Datatype.of(spec.datatype());
    if (datatype == Datatype.BYTES) {
      return text(spec, request);
    }
    List<Long> shape = shape(spec);
    long elements = TensorData.elements(shape);
    if (elements * datatype.width() > MOST_BYTES) {
      throw Arguments.usage(
          "input '%s' of shape %s is larger than %d bytes"
              .formatted(spec.name(), shape, MOST_BYTES));
    }
    Range range = ranges.getOrDefault(spec.name(), ranges.getOrDefault("", Range.ZEROS));
    ByteBuffer to =
        ByteBuffer.allocate((int) elements * datatype.width()).order(ByteOrder.LITTLE_ENDIAN);
    while (to.hasRemaining()) {
      if (datatype.fractional()) {
        datatype.putFraction(to, range.fraction(random));
      } else {
        datatype.putWhole(to, range.whole(random));
      }
    }
    return new TensorData(spec.name(), datatype, shape, ByteString.copyFrom(to.flip()));
  }

  private TensorData text(Spec spec, int request) {
    if (!texts.isEmpty()) {
      List<String> rows = texts.get(request);
      return bytes(spec, rows.size(), TensorData.raw(rows));
    }
    if (pictures.isEmpty()) {
      throw Arguments.usage(
          "input '%s' takes BYTES: say --text, --text-file, --picture or --input"
              .formatted(spec.name()));
    }
    byte[] picture = pictures.get(request % pictures.size());
    return bytes(
        spec, options.batch(), TensorData.bytes(Collections.nCopies(options.batch(), picture)));
  }

  private static TensorData bytes(Spec spec, int rows, ByteString raw) {
    var shape = new ArrayList<>(spec.shape());
    if (!shape.isEmpty()) {
      shape.replaceAll(dimension -> 1L);
      shape.set(0, (long) rows);
    }
    return new TensorData(spec.name(), Datatype.BYTES, shape, raw);
  }

  private List<Long> shape(Spec spec) {
    List<Long> given = shapes.getOrDefault(spec.name(), shapes.get(""));
    if (given != null) {
      return given;
    }
    var shape = new ArrayList<>(spec.shape());
    if (!shape.isEmpty() && shape.getFirst() < 0) {
      shape.set(0, (long) options.batch());
    }
    if (shape.stream().anyMatch(dimension -> dimension < 0)) {
      throw Arguments.usage(
          "input '%s' has the shape %s, of which -1 may vary: say --shape %s=%s"
              .formatted(spec.name(), spec.shape(), spec.name(), example(shape)));
    }
    return shape;
  }

  private static String example(List<Long> shape) {
    return String.join(
        "x",
        shape.stream().map(dimension -> dimension < 0 ? "16" : Long.toString(dimension)).toList());
  }
}
