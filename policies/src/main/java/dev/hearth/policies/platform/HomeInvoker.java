package dev.hearth.policies.platform;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a function is at home among {@code n} nodes and where its invocations go when that is full:
 * from node {@code hash mod n} on in steps of a number co-prime to {@code n}, so that every node is
 * visited once before the first is again.
 */
record HomeInvoker(int nodes, List<Integer> steps) {
  static HomeInvoker among(int nodes) {
    return new HomeInvoker(nodes, coprimeSteps(nodes));
  }

  /** Numbers up to {@code n} that are co-prime to it and to one another. */
  static List<Integer> coprimeSteps(int n) {
    var steps = new ArrayList<Integer>();
    for (int candidate = 1; candidate <= n; candidate++) {
      int number = candidate;
      if (divisor(number, n) == 1 && steps.stream().allMatch(step -> divisor(step, number) == 1)) {
        steps.add(number);
      }
    }
    return List.copyOf(steps);
  }

  private static int divisor(int a, int b) {
    return b == 0 ? a : divisor(b, a % b);
  }

  /** Of a tenant's function. */
  static int hash(int tenant, String function) {
    return (Integer.hashCode(tenant) ^ function.hashCode()) & Integer.MAX_VALUE;
  }

  /** The place of the node to try after {@code tries} others. */
  int place(int hash, int tries) {
    long step = steps.get(hash % steps.size());
    return (int) ((hash % nodes + tries * step) % nodes);
  }
}
