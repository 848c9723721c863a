package dev.hearth.functions;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A name for a version, or for two between which calls are shared out.
 *
 * @param version which gets the calls that no other version's weight takes
 * @param weights shares of other versions, above 0 and at most 1
 * @param revision changes whenever anything of it does
 */
public record Alias(
    String name,
    String version,
    SortedMap<String, Double> weights,
    String description,
    String revision) {
  public Alias {
    weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
  }

  public static Alias of(
      String name,
      String version,
      Map<String, Double> weights,
      String description,
      String revision) {
    return new Alias(name, version, new TreeMap<>(weights), description, revision);
  }

  boolean names(String number) {
    return version.equals(number) || weights.containsKey(number);
  }
}
