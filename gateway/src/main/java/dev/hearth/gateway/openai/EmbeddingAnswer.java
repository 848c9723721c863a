package dev.hearth.gateway.openai;

import dev.hearth.gateway.Json;
import dev.hearth.gateway.inference.Elements;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.Tensor;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Writes embeddings as OpenAI's clients read them. */
final class EmbeddingAnswer {
  private static final int BYTES_PER_NUMBER = 14;
  private static final int OVERHEAD = 512;

  private EmbeddingAnswer() {}

  /**
   * Writes the answer.
   *
   * @param parts for each part of the request its outputs
   */
  static byte[] write(EmbeddingRequest request, List<List<Tensor>> parts) {
    long numbers = parts.stream().flatMap(List::stream).mapToLong(Tensor::elements).sum();
    return Json.write(
        (int) Math.min(OVERHEAD + BYTES_PER_NUMBER * numbers, 1 << 24),
        (generator, _) -> body(generator, request, parts));
  }

  private static void body(
      JsonGenerator generator, EmbeddingRequest request, List<List<Tensor>> parts) {
    generator.writeStartObject();
    generator.writeStringProperty("object", "list");
    generator.writeArrayPropertyStart("data");
    int index = 0;
    for (List<Tensor> outputs : parts) {
      Tensor vectors = find(outputs, Embedder.EMBEDDING);
      for (long row = 0; row < vectors.dimension(0); row++) {
        item(generator, index++, vectors.slice(0, row, 1), request.base64());
      }
    }
    generator.writeEndArray();
    generator.writeStringProperty("model", request.model());
    long tokens = tokens(request, parts);
    generator.writeObjectPropertyStart("usage");
    generator.writeNumberProperty("prompt_tokens", tokens);
    generator.writeNumberProperty("total_tokens", tokens);
    generator.writeEndObject();
    generator.writeEndObject();
  }

  private static void item(JsonGenerator generator, int index, Tensor vector, boolean base64) {
    ByteBuffer contents = vector.contents();
    generator.writeStartObject();
    generator.writeStringProperty("object", "embedding");
    generator.writeNumberProperty("index", index);
    if (base64) {
      byte[] bytes = new byte[contents.remaining()];
      contents.get(bytes);
      generator.writeStringProperty("embedding", Base64.getEncoder().encodeToString(bytes));
    } else {
      generator.writeArrayPropertyStart("embedding");
      while (contents.hasRemaining()) {
        Elements.write(generator, Datatype.FP32, contents);
      }
      generator.writeEndArray();
    }
    generator.writeEndObject();
  }

  /** Tokens that counted, as the model says, or those that were sent. */
  private static long tokens(EmbeddingRequest request, List<List<Tensor>> parts) {
    long sum = 0;
    for (List<Tensor> outputs : parts) {
      for (Tensor output : outputs) {
        if (output.name().equals(Embedder.TOKENS)) {
          for (long count : output.longs()) {
            sum += count;
          }
        }
      }
    }
    return sum > 0 ? sum : request.tokens().stream().mapToLong(row -> row.length).sum();
  }

  private static Tensor find(List<Tensor> outputs, String name) {
    return outputs.stream()
        .filter(output -> output.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the model did not answer '" + name + "'"));
  }
}
