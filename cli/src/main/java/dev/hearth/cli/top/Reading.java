package dev.hearth.cli.top;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * One reading of a node's metrics.
 *
 * @param nanos when it was taken
 * @param versions what it says of each version of each model and function
 * @param node the series that are of neither, by their name; those of one name added up
 */
record Reading(long nanos, Map<Key, Measures> versions, Map<String, Double> node) {
  static Reading of(long nanos, String metrics) {
    var models = new TreeMap<String, Map<String, Measures>>();
    var functions = new TreeMap<String, Map<String, Measures>>();
    var node = new TreeMap<String, Double>();
    Exposition.read(
        metrics,
        (name, labels, value) -> {
          String model = labels.get("model");
          String function = labels.get("function");
          if (model == null && function == null) {
            node.merge(name, value, Double::sum);
          } else if (name.startsWith("hearth_")) {
            (model == null ? functions : models)
                .computeIfAbsent(
                    model == null ? String.valueOf(function) : model, _ -> new TreeMap<>())
                .computeIfAbsent(labels.getOrDefault("version", ""), _ -> new Measures())
                .take(name, labels, value);
          }
        });
    var versions = keyed(models, false);
    versions.putAll(keyed(functions, true));
    return new Reading(nanos, versions, node);
  }

  private static Map<Key, Measures> keyed(
      Map<String, Map<String, Measures>> versions, boolean function) {
    var keyed = new LinkedHashMap<Key, Measures>();
    versions.forEach(
        (name, each) ->
            each.forEach(
                (version, measures) -> keyed.put(new Key(name, version, function), measures)));
    return keyed;
  }
}
