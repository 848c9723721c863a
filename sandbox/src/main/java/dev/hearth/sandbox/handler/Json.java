package dev.hearth.sandbox.handler;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.TypeFactory;

/**
 * Objects of one class loader from and to JSON. Not shared between loaders, since what it learns
 * about classes would keep them in memory.
 */
public final class Json {
  private final JsonMapper mapper =
      JsonMapper.builder()
          .typeFactory(TypeFactory.createDefaultInstance())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** What {@code type} calls a parameter of {@code generic}; null if it does not say. */
  @Nullable JavaType parameter(Class<?> type, Class<?> generic, int index) {
    JavaType[] found = mapper.getTypeFactory().findTypeParameters(type(type), generic);
    return found == null || found.length <= index ? null : found[index];
  }

  JavaType type(Type type) {
    return mapper.getTypeFactory().constructType(type);
  }

  /** Reads payloads as a type: its bytes as they are, or JSON. */
  Reading reading(JavaType type) {
    if (type.hasRawClass(byte[].class)) {
      return input -> input;
    }
    ObjectReader reader = mapper.readerFor(type);
    return input -> {
      try {
        return input.length == 0 ? null : reader.readValue(input);
      } catch (JacksonException e) {
        throw new InvalidInputException(
            "the payload is not JSON for %s: %s"
                .formatted(type.toCanonical(), e.getOriginalMessage()),
            e);
      }
    };
  }

  /** Bytes as they are, anything else as JSON. */
  byte[] write(@Nullable Object value) {
    try {
      return value instanceof byte[] bytes ? bytes : mapper.writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw new InvalidAnswerException(
          "the answer, a %s, cannot be written as JSON: %s"
              .formatted(
                  value == null ? "null" : value.getClass().getName(), e.getOriginalMessage()),
          e);
    }
  }

  /** An error in AWS's form. */
  public record Failure(String errorType, String errorMessage) {}

  /** Reads one. */
  public static Failure failure(byte[] json) {
    return JsonMapper.shared().readValue(json, Failure.class);
  }

  /** Any object as JSON. */
  byte[] bytes(Object value) {
    return mapper.writeValueAsBytes(value);
  }

  /** JSON as an object; null if it is null, or empty. */
  <T> @Nullable T object(byte[] json, Class<T> type) {
    return json.length == 0 ? null : mapper.readValue(json, type);
  }

  /** Reads one payload. */
  @FunctionalInterface
  interface Reading {
    @Nullable Object read(byte[] input);
  }
}
