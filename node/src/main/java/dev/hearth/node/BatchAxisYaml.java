package dev.hearth.node;

import dev.hearth.inference.BatchAxis;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads {@code batching.axis}: a symbol, a number, or a number for each tensor. */
final class BatchAxisYaml {
  private static final String KEY = "axis";

  private BatchAxisYaml() {}

  static Optional<BatchAxis> parse(Section batching) {
    return batching.value(KEY).map(yaml -> batching.checked(KEY, () -> parse(batching, yaml)));
  }

  private static BatchAxis parse(Section batching, Yaml yaml) {
    if (yaml instanceof Yaml.Mapping mapping) {
      var axes = new LinkedHashMap<String, Integer>();
      for (Map.Entry<String, Yaml> entry : mapping.entries().entrySet()) {
        axes.put(entry.getKey(), number(entry.getKey(), entry.getValue()));
      }
      return new BatchAxis.Named(axes);
    }
    String text = batching.required(KEY);
    return text.matches("[0-9]{1,2}")
        ? new BatchAxis.Everywhere(Integer.parseInt(text))
        : new BatchAxis.Symbol(text);
  }

  private static int number(String tensor, Yaml yaml) {
    if (yaml instanceof Yaml.Scalar scalar && scalar.text().matches("[0-9]{1,2}")) {
      return Integer.parseInt(scalar.text());
    }
    throw new ConfigurationException(
        yaml.line(), "the axis of '" + tensor + "' must be a number, counted from 0");
  }
}
