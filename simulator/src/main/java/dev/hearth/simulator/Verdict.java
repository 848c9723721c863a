package dev.hearth.simulator;

import dev.hearth.kernel.Audit;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What came of a simulation.
 *
 * @param submitted invocations sent
 * @param outcomes how many ended how, by the name of the outcome
 * @param events inputs that all kernels were given
 * @param violations the invariants that did not hold, at the first input after which one did not
 * @param after that input, in words
 */
public record Verdict(
    int submitted,
    SortedMap<String, Integer> outcomes,
    long events,
    List<Audit.Violation> violations,
    Optional<String> after) {
  public boolean holds() {
    return violations.isEmpty();
  }

  public int count(String outcome) {
    return outcomes.getOrDefault(outcome, 0);
  }
}
