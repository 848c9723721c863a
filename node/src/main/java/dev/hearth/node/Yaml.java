package dev.hearth.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** A YAML document whose every value knows its line. */
sealed interface Yaml {
  int line();

  /** A single value as it was written. */
  record Scalar(String text, int line) implements Yaml {}

  /** Keys in the order they were written. */
  record Mapping(Map<String, Yaml> entries, int line) implements Yaml {}

  record Sequence(List<Yaml> items, int line) implements Yaml {}

  /**
   * Reads one document; an empty one is an empty mapping.
   *
   * @throws ConfigurationException if it is not YAML, or a key stands twice
   */
  static Yaml parse(String text) {
    try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        return new Mapping(Map.of(), 1);
      }
      Yaml value = value(parser);
      if (parser.nextToken() != null) {
        throw new ConfigurationException(line(parser), "a second document follows; give one");
      }
      return value;
    } catch (JacksonException e) {
      throw new ConfigurationException(
          e.getLocation() == null ? 1 : Math.max(e.getLocation().getLineNr(), 1),
          "this is not YAML: " + e.getOriginalMessage().lines().findFirst().orElse(""));
    }
  }

  private static Yaml value(JsonParser parser) {
    int line = line(parser);
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(parser, line);
      case START_ARRAY -> sequence(parser, line);
      case VALUE_NULL -> new Scalar("", line);
      case null, default -> new Scalar(String.valueOf(parser.getString()), line);
    };
  }

  private static Mapping mapping(JsonParser parser, int line) {
    var entries = new LinkedHashMap<String, Yaml>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int keyLine = line(parser);
      parser.nextToken();
      if (entries.putIfAbsent(key, value(parser)) != null) {
        throw new ConfigurationException(keyLine, "the key '" + key + "' stands twice");
      }
    }
    return new Mapping(entries, line);
  }

  private static Sequence sequence(JsonParser parser, int line) {
    var items = new ArrayList<Yaml>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser));
    }
    return new Sequence(items, line);
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }
}
