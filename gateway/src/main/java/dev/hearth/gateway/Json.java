package dev.hearth.gateway;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reading and writing of JSON, strictly as the standard has it: no NaN, no duplicate keys. */
public final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .build();
  private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY).build();

  private Json() {}

  public static JsonParser parser(byte[] text, int offset, int length) {
    return FACTORY.createParser(ObjectReadContext.empty(), text, offset, length);
  }

  /**
   * What {@code content} writes, as UTF-8: with the generator or, once that is flushed, straight to
   * the stream below it.
   */
  public static byte[] write(
      int expectedBytes, BiConsumer<JsonGenerator, ByteArrayOutputStream> content) {
    var out = new ByteArrayOutputStream(expectedBytes);
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      content.accept(generator, out);
    }
    return out.toByteArray();
  }

  /** A whole text as a tree, an empty one as a missing node. */
  public static JsonNode tree(byte[] text) {
    return MAPPER.readTree(text);
  }

  /** A record, list or map as JSON. */
  public static Buffer of(Object value) {
    return Buffer.buffer(MAPPER.writeValueAsBytes(value));
  }

  /** {@code {"error": message}}. */
  public static Buffer error(String message) {
    return of(new ErrorBody(message));
  }

  private record ErrorBody(String error) {}
}
