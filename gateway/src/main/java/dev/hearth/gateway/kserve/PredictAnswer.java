package dev.hearth.gateway.kserve;

import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.inference.Tensor;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * Writes {@code {"predictions": [...]}} row by row, or {@code {"outputs": ...}} tensor by tensor; a
 * single output goes without its name.
 */
final class PredictAnswer {
  private static final int BYTES_PER_ELEMENT = 14;
  private static final int OVERHEAD = 256;

  private PredictAnswer() {}

  /**
   * Writes the answer.
   *
   * @param parts for each part of the request its outputs
   */
  static byte[] write(PredictRequest request, List<List<Tensor>> parts) {
    long elements = parts.stream().flatMap(List::stream).mapToLong(Tensor::elements).sum();
    return Json.write(
        (int) Math.min(OVERHEAD + BYTES_PER_ELEMENT * elements, 1 << 24),
        (generator, _) -> {
          generator.writeStartObject();
          if (request.rowwise()) {
            predictions(generator, parts);
          } else {
            outputs(generator, joined(parts));
          }
          generator.writeEndObject();
        });
  }

  private static void predictions(JsonGenerator generator, List<List<Tensor>> parts) {
    generator.writeArrayPropertyStart("predictions");
    for (List<Tensor> outputs : parts) {
      long rows = rows(outputs);
      List<ValueWriter> values = outputs.stream().map(ValueWriter::new).toList();
      for (long row = 0; row < rows; row++) {
        all(generator, outputs, values, 1);
      }
    }
    generator.writeEndArray();
  }

  private static void outputs(JsonGenerator generator, List<Tensor> outputs) {
    generator.writeName("outputs");
    all(generator, outputs, outputs.stream().map(ValueWriter::new).toList(), 0);
  }

  private static void all(
      JsonGenerator generator, List<Tensor> outputs, List<ValueWriter> values, int axis) {
    if (values.size() == 1) {
      values.getFirst().write(generator, axis);
      return;
    }
    generator.writeStartObject();
    for (int i = 0; i < values.size(); i++) {
      generator.writeName(outputs.get(i).name());
      values.get(i).write(generator, axis);
    }
    generator.writeEndObject();
  }

  private static long rows(List<Tensor> outputs) {
    for (Tensor output : outputs) {
      if (output.rank() == 0 || output.dimension(0) != outputs.getFirst().dimension(0)) {
        throw Problem.badRequest(
            "the outputs are not row by row: %s; send inputs in place of instances"
                .formatted(outputs));
      }
    }
    return outputs.getFirst().dimension(0);
  }

  private static List<Tensor> joined(List<List<Tensor>> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    List<Tensor> joined = new ArrayList<>();
    for (int i = 0; i < parts.getFirst().size(); i++) {
      int output = i;
      joined.add(Tensor.concatenate(0, parts.stream().map(part -> part.get(output)).toList()));
    }
    return joined;
  }
}
