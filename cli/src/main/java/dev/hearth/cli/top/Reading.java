package dev.hearth.cli.top;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * One reading of a node's metrics.
 *
 * @param nanos when it was taken
 * @param versions what it says of each version of each model
 * @param node the series that are of no model, by their name; those of one name added up
 */
record Reading(long nanos, Map<Key, Measures> versions, Map<String, Double> node) {
  static Reading of(long nanos, String metrics) {
    var versions = new TreeMap<String, Map<String, Measures>>();
    var node = new TreeMap<String, Double>();
    Exposition.read(
        metrics,
        (name, labels, value) -> {
          String model = labels.get("model");
          if (model == null) {
            node.merge(name, value, Double::sum);
          } else if (name.startsWith("hearth_")) {
            versions
                .computeIfAbsent(model, _ -> new TreeMap<>())
                .computeIfAbsent(labels.getOrDefault("version", ""), _ -> new Measures())
                .take(name, labels, value);
          }
        });
    return new Reading(nanos, keyed(versions), node);
  }

  private static Map<Key, Measures> keyed(Map<String, Map<String, Measures>> versions) {
    var keyed = new LinkedHashMap<Key, Measures>();
    versions.forEach(
        (model, each) ->
            each.forEach((version, measures) -> keyed.put(new Key(model, version), measures)));
    return keyed;
  }
}
