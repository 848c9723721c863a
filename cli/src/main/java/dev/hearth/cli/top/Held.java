package dev.hearth.cli.top;

import java.util.List;

/**
 * What a version of a model held since the node started.
 *
 * @param gibSeconds memory that its instances reserved, times the seconds they did
 * @param cost by the node's price of a GiB-second
 */
public record Held(String model, String version, double gibSeconds, double cost) {

  /** Reads a node's metrics; models that held nothing are left out. */
  public static List<Held> of(String metrics) {
    var reading = Reading.of(0, metrics);
    double price = reading.node().getOrDefault(Sample.PRICE, 0.0);
    return reading.versions().entrySet().stream()
        .filter(each -> !each.getKey().function() && each.getValue().gibSeconds() > 0)
        .map(each -> of(each.getKey(), each.getValue().gibSeconds(), price))
        .toList();
  }

  private static Held of(Key key, double gibSeconds, double price) {
    return new Held(key.name(), key.version(), gibSeconds, gibSeconds * price);
  }
}
