package dev.hearth.gateway.kserve;

import dev.hearth.gateway.inference.Elements;
import dev.hearth.inference.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import tools.jackson.core.JsonGenerator;

/** Writes a tensor's elements in their order, nested as its shape says. */
final class ValueWriter {
  private final Tensor tensor;
  private final ByteBuffer numbers;
  private final Iterator<byte[]> strings;

  ValueWriter(Tensor tensor) {
    this.tensor = tensor;
    this.numbers = tensor.contents();
    this.strings = tensor.strings().iterator();
  }

  /** Writes what comes next below {@code axis}: the whole tensor with 0, one row with 1. */
  void write(JsonGenerator generator, int axis) {
    if (axis < tensor.rank()) {
      generator.writeStartArray();
      for (long i = 0; i < tensor.dimension(axis); i++) {
        write(generator, axis + 1);
      }
      generator.writeEndArray();
    } else if (tensor.datatype().fixedWidth()) {
      Elements.write(generator, tensor.datatype(), numbers);
    } else {
      string(generator, strings.next());
    }
  }

  private static void string(JsonGenerator generator, byte[] bytes) {
    try {
      generator.writeString(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException _) {
      generator.writeStartObject();
      generator.writeStringProperty(ValueReader.BASE64, Base64.getEncoder().encodeToString(bytes));
      generator.writeEndObject();
    }
  }
}
