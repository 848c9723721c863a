package dev.hearth.cli.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import tools.jackson.databind.JsonNode;

/** Reads the data of outputs. */
final class Outputs {
  private static final double[] NO_NUMBERS = {};

  private Outputs() {}

  /** An output in the protocol's JSON. */
  static Output ofJson(JsonNode output, List<Long> shape) {
    var numbers = DoubleStream.builder();
    var texts = new ArrayList<String>();
    flatten(output.path("data"), numbers, texts);
    return new Output(
        output.path("name").asString(""),
        output.path("datatype").asString(""),
        shape,
        numbers.build().toArray(),
        texts);
  }

  private static void flatten(JsonNode data, DoubleStream.Builder numbers, List<String> texts) {
    switch (data.getNodeType()) {
      case ARRAY -> data.forEach(each -> flatten(each, numbers, texts));
      case NUMBER -> numbers.add(data.asDouble());
      case BOOLEAN -> numbers.add(data.booleanValue() ? 1 : 0);
      default -> texts.add(data.asString());
    }
  }

  /** An output as raw little-endian bytes. */
  static Output ofRaw(String name, String datatype, List<Long> shape, ByteBuffer raw) {
    Datatype type = Datatype.of(datatype);
    if (type == Datatype.BYTES) {
      return new Output(name, datatype, shape, NO_NUMBERS, texts(raw));
    }
    double[] numbers = new double[raw.remaining() / type.width()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = type.fractional() ? type.fraction(raw) : (double) type.whole(raw);
    }
    return new Output(name, datatype, shape, numbers, List.of());
  }

  private static List<String> texts(ByteBuffer raw) {
    var texts = new ArrayList<String>();
    while (raw.remaining() >= Integer.BYTES) {
      byte[] text = new byte[raw.getInt()];
      raw.get(text);
      texts.add(new String(text, StandardCharsets.UTF_8));
    }
    return texts;
  }
}
