package dev.hearth.functions;

import java.util.List;
import java.util.Map;

/**
 * Shares calls out among versions by smooth weighted round robin, so that any stretch of calls is
 * as close to the weights as whole calls allow. Owned by the event loop.
 */
final class WeightedTurns {
  private final Alias alias;
  private final List<String> versions;
  private final double[] weights;
  private final double[] credit;

  WeightedTurns(Alias alias) {
    this.alias = alias;
    versions = alias.weights().keySet().stream().toList();
    weights = alias.weights().values().stream().mapToDouble(Double::doubleValue).toArray();
    credit = new double[weights.length];
  }

  /** Whether these are the turns of an alias as it is now. */
  boolean of(Alias now) {
    return alias.version().equals(now.version())
        && Map.copyOf(alias.weights()).equals(now.weights());
  }

  /** The next in turn: an additional version once a whole call is due to it, else the main one. */
  String next() {
    for (int i = 0; i < weights.length; i++) {
      credit[i] += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      if (credit[i] >= 1 - 1e-9) {
        credit[i] -= 1;
        return versions.get(i);
      }
    }
    return alias.version();
  }
}
