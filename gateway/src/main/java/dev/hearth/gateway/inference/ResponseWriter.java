package dev.hearth.gateway.inference;

import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.inference.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Writes the answer to an inference request, its data flat. */
final class ResponseWriter {
  private static final int BYTES_PER_ELEMENT = 12;
  private static final int OVERHEAD = 256;

  private ResponseWriter() {}

  static byte[] write(ServedModel model, Optional<String> id, List<Tensor> outputs) {
    long expected = OVERHEAD + BYTES_PER_ELEMENT * elements(outputs);
    return Json.write(
        (int) Math.min(expected, 1 << 24), generator -> body(generator, model, id, outputs));
  }

  static long elements(List<Tensor> tensors) {
    long sum = 0;
    for (Tensor tensor : tensors) {
      sum += tensor.elements();
    }
    return sum;
  }

  private static void body(
      JsonGenerator generator, ServedModel model, Optional<String> id, List<Tensor> outputs) {
    generator.writeStartObject();
    generator.writeStringProperty("model_name", model.name());
    generator.writeStringProperty("model_version", model.version());
    id.ifPresent(text -> generator.writeStringProperty("id", text));
    generator.writeArrayPropertyStart("outputs");
    for (Tensor output : outputs) {
      tensor(generator, output);
    }
    generator.writeEndArray();
    generator.writeEndObject();
  }

  private static void tensor(JsonGenerator generator, Tensor tensor) {
    generator.writeStartObject();
    generator.writeStringProperty("name", tensor.name());
    generator.writeStringProperty("datatype", tensor.datatype().name());
    generator.writeName("shape");
    long[] shape = tensor.shape();
    generator.writeArray(shape, 0, shape.length);
    generator.writeArrayPropertyStart("data");
    if (tensor.datatype().fixedWidth()) {
      numbers(generator, tensor);
    } else {
      for (byte[] string : tensor.strings()) {
        generator.writeString(text(tensor, string));
      }
    }
    generator.writeEndArray();
    generator.writeEndObject();
  }

  private static void numbers(JsonGenerator generator, Tensor tensor) {
    ByteBuffer contents = tensor.contents();
    while (contents.hasRemaining()) {
      Elements.write(generator, tensor.datatype(), contents);
    }
  }

  private static String text(Tensor tensor, byte[] string) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(string)).toString();
    } catch (CharacterCodingException _) {
      throw Problem.of(
          500,
          "output '" + tensor.name() + "' holds bytes that are not UTF-8; JSON cannot carry them");
    }
  }
}
