package dev.hearth.gateway.inference;

import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.Tensor;
import java.io.ByteArrayOutputStream;
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
  private static final int CHUNK_BYTES = 4 << 10;

  private ResponseWriter() {}

  static byte[] write(ServedModel model, Optional<String> id, List<Tensor> outputs) {
    long expected = OVERHEAD + BYTES_PER_ELEMENT * elements(outputs);
    return Json.write(
        (int) Math.min(expected, 1 << 24),
        (generator, out) -> body(generator, out, model, id, outputs));
  }

  static long elements(List<Tensor> tensors) {
    long sum = 0;
    for (Tensor tensor : tensors) {
      sum += tensor.elements();
    }
    return sum;
  }

  private static void body(
      JsonGenerator generator,
      ByteArrayOutputStream out,
      ServedModel model,
      Optional<String> id,
      List<Tensor> outputs) {
    generator.writeStartObject();
    generator.writeStringProperty("model_name", model.name());
    generator.writeStringProperty("model_version", model.version());
    id.ifPresent(text -> generator.writeStringProperty("id", text));
    generator.writeArrayPropertyStart("outputs");
    for (Tensor output : outputs) {
      tensor(generator, out, output);
    }
    generator.writeEndArray();
    generator.writeEndObject();
  }

  private static void tensor(JsonGenerator generator, ByteArrayOutputStream out, Tensor tensor) {
    generator.writeStartObject();
    generator.writeStringProperty("name", tensor.name());
    generator.writeStringProperty("datatype", tensor.datatype().name());
    generator.writeName("shape");
    long[] shape = tensor.shape();
    generator.writeArray(shape, 0, shape.length);
    generator.writeArrayPropertyStart("data");
    if (tensor.datatype() == Datatype.FP32) {
      generator.flush();
      floats(out, tensor);
    } else if (tensor.datatype().fixedWidth()) {
      numbers(generator, tensor);
    } else {
      for (byte[] string : tensor.strings()) {
        generator.writeString(text(tensor, string));
      }
    }
    generator.writeEndArray();
    generator.writeEndObject();
  }

  private static void floats(ByteArrayOutputStream out, Tensor tensor) {
    ByteBuffer contents = tensor.contents();
    var chunk = new byte[CHUNK_BYTES];
    int end = 0;
    while (contents.hasRemaining()) {
      end = FloatText.write(Elements.finite(contents.getFloat()), chunk, end);
      if (contents.hasRemaining()) {
        chunk[end++] = ',';
      }
      if (end >= CHUNK_BYTES - FloatText.MAX_BYTES) {
        out.write(chunk, 0, end);
        end = 0;
      }
    }
    out.write(chunk, 0, end);
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
