package dev.hearth.inference.profile;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the inputs of measured runs are like.
 *
 * @param shapes of the inputs whose dimensions may vary, by name; the length along the batch axis
 *     is the run's rows, whatever stands here
 * @param values what inputs are filled with, by name; others hold ones, or random fractions, always
 *     the same
 * @param words of each text, where a model takes texts
 */
public record Samples(Map<String, List<Extent>> shapes, Map<String, Double> values, Extent words) {
  private static final Extent WORDS = new Extent(16, 16);

  public static final Samples DEFAULTS = new Samples(Map.of(), Map.of(), WORDS);

  public Samples {
    var copies = new TreeMap<String, List<Extent>>();
    shapes.forEach((name, extents) -> copies.put(name, List.copyOf(extents)));
    shapes = Collections.unmodifiableMap(copies);
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** With these shapes for inputs that have none. */
  public Samples or(Map<String, List<Long>> others) {
    var all = new TreeMap<String, List<Extent>>();
    others.forEach(
        (name, lengths) ->
            all.put(name, lengths.stream().map(length -> new Extent(length, length)).toList()));
    all.putAll(shapes);
    return new Samples(all, values, words);
  }
}
