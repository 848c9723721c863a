package dev.hearth.simulator.experiment;

import dev.hearth.simulator.laboratory.PolicyMix;
import dev.hearth.simulator.laboratory.TrialOptions;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One row of a comparison.
 *
 * @param series what it is called without its swept values
 * @param kind why it is there
 * @param mix the policies
 * @param world the world they are tried in; each trial has its own seed
 * @param settings swept values by what was swept
 */
public record Variant(
    String series,
    Kind kind,
    PolicyMix mix,
    TrialOptions world,
    SortedMap<String, String> settings) {
  /** Why a variant is in a comparison. */
  public enum Kind {
    /** It was asked for. */
    POLICY,
    /** Every comparison has it. */
    BASELINE,
    /** It is one point of the line that fixed keep-alive times draw. */
    FRONTIER
  }

  public Variant {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /** The policies as they would be written, followed by what is special about the world. */
  public String label() {
    var text = new StringBuilder(mix.label());
    settings.forEach(
        (target, value) -> {
          if (Sweep.ofWorld(target)) {
            text.append(' ').append(target).append('=').append(value);
          }
        });
    return text.toString();
  }
}
