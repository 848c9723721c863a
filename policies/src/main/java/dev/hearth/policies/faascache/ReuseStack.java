package dev.hearth.policies.faascache;

import java.util.Comparator;
import java.util.LinkedHashMap;

/**
 * Functions in the order of their last use, with the memory of all used after one: a Fenwick tree
 * over the places in that order, so that a use costs a logarithm. When places run out the functions
 * move up, keeping their order.
 */
final class ReuseStack {
  private static final int LEAST_PLACES = 64;

  /** A function's last use. */
  private static final class Use {
    private int place;
    private long bytes;
  }

  private final LinkedHashMap<Integer, Use> uses = new LinkedHashMap<>();
  private long[] tree = new long[LEAST_PLACES + 1];
  private int next = 1;
  private long total;

  /**
   * Puts a function on top; returns the memory of those above it before, -1 if it was not there.
   */
  long touch(int function, long bytes) {
    if (next == tree.length) {
      moveUp();
    }
    var use = uses.get(function);
    long above = -1;
    if (use == null) {
      use = new Use();
      uses.put(function, use);
    } else {
      above = total - upTo(use.place);
      add(use.place, -use.bytes);
    }
    use.place = next++;
    use.bytes = bytes;
    add(use.place, bytes);
    return above;
  }

  private void moveUp() {
    var inOrder = uses.values().stream().sorted(Comparator.comparingInt(use -> use.place)).toList();
    int places = Math.max(LEAST_PLACES, inOrder.size() * 4);
    tree = new long[places + 1];
    total = 0;
    next = 1;
    for (var use : inOrder) {
      use.place = next++;
      add(use.place, use.bytes);
    }
  }

  private void add(int place, long bytes) {
    total += bytes;
    for (int i = place; i < tree.length; i += i & -i) {
      tree[i] += bytes;
    }
  }

  private long upTo(int place) {
    long sum = 0;
    for (int i = place; i > 0; i -= i & -i) {
      sum += tree[i];
    }
    return sum;
  }
}
