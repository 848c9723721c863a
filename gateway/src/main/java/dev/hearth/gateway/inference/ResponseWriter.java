package dev.hearth.gateway.inference;

import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the answer to an inference request: data flat in the JSON, or raw after it where the
 * caller wants it so.
 */
final class ResponseWriter {
  private static final int BYTES_PER_ELEMENT = 12;
  private static final int OVERHEAD = 256;
  private static final int CHUNK_BYTES = 4 << 10;

  private ResponseWriter() {}

  /** The object, and what follows it in the order of the outputs: nothing if all data are JSON. */
  static final class Answer {
    private final byte[] json;
    private final List<ByteBuffer> raw;

    private Answer(byte[] json, List<ByteBuffer> raw) {
      this.json = json;
      this.raw = raw;
    }

    byte[] json() {
      return json;
    }

    List<ByteBuffer> raw() {
      return raw;
    }
  }

  static Answer write(
      ServedModel model, Optional<String> id, List<Tensor> outputs, BinaryOutputs binary) {
    List<ByteBuffer> raw = new ArrayList<>();
    long expected = OVERHEAD + BYTES_PER_ELEMENT * jsonElements(outputs, binary);
    byte[] json =
        Json.write(
            (int) Math.min(expected, 1 << 24),
            (generator, out) -> {
              Consumer<Tensor> data =
                  output -> {
                    if (binary.wants(output.name())) {
                      raw.add(raw(generator, output));
                    } else {
                      data(generator, out, output);
                    }
                  };
              body(generator, model.name(), model.version(), id, outputs, data);
            });
    return new Answer(json, raw);
  }

  /** Elements that are written as text. */
  static long jsonElements(List<Tensor> tensors, BinaryOutputs binary) {
    long sum = 0;
    for (Tensor tensor : tensors) {
      sum += binary.wants(tensor.name()) ? 0 : tensor.elements();
    }
    return sum;
  }

  private static void body(
      JsonGenerator generator,
      String model,
      String version,
      Optional<String> id,
      List<Tensor> outputs,
      Consumer<Tensor> data) {
    generator.writeStartObject();
    generator.writeStringProperty("model_name", model);
    generator.writeStringProperty("model_version", version);
    id.ifPresent(text -> generator.writeStringProperty("id", text));
    tensors(generator, "outputs", outputs, data);
    generator.writeEndObject();
  }

  /** An answer with all data in the JSON. */
  static byte[] write(String model, String version, List<Tensor> outputs) {
    return Json.write(
        expectedBytes(outputs),
        (generator, out) ->
            body(
                generator,
                model,
                version,
                Optional.empty(),
                outputs,
                each -> data(generator, out, each)));
  }

  /** An object of nothing but tensors, all data in the JSON. */
  static byte[] write(String field, List<Tensor> tensors) {
    return Json.write(
        expectedBytes(tensors),
        (generator, out) -> {
          generator.writeStartObject();
          tensors(generator, field, tensors, each -> data(generator, out, each));
          generator.writeEndObject();
        });
  }

  private static int expectedBytes(List<Tensor> tensors) {
    long elements = tensors.stream().mapToLong(Tensor::elements).sum();
    return (int) Math.min(OVERHEAD + BYTES_PER_ELEMENT * elements, 1 << 24);
  }

  private static void tensors(
      JsonGenerator generator, String field, List<Tensor> tensors, Consumer<Tensor> data) {
    generator.writeArrayPropertyStart(field);
    for (Tensor tensor : tensors) {
      tensor(generator, tensor, data);
    }
    generator.writeEndArray();
  }

  private static void tensor(JsonGenerator generator, Tensor tensor, Consumer<Tensor> data) {
    generator.writeStartObject();
    generator.writeStringProperty("name", tensor.name());
    generator.writeStringProperty("datatype", tensor.datatype().name());
    generator.writeName("shape");
    long[] shape = tensor.shape();
    generator.writeArray(shape, 0, shape.length);
    data.accept(tensor);
    generator.writeEndObject();
  }

  private static ByteBuffer raw(JsonGenerator generator, Tensor tensor) {
    ByteBuffer raw = RawTensors.of(tensor);
    generator.writeObjectPropertyStart("parameters");
    generator.writeNumberProperty("binary_data_size", raw.remaining());
    generator.writeEndObject();
    return raw;
  }

  private static void data(JsonGenerator generator, ByteArrayOutputStream out, Tensor tensor) {
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
