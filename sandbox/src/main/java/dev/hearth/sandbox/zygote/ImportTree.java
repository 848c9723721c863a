package dev.hearth.sandbox.zygote;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which warm interpreters there are, what they have imported, and which of them are worth their
 * memory. For the packages P of a function the one to fork is the one whose packages S ⊆ P take the
 * longest to import; what P has more is imported by a fork of it, which becomes a new node. Past
 * the budget the leaf with the least benefit for its memory goes: benefit is the time to import S
 * times the forks of late, which count half after {@link #HALF_LIFE_NANOS}.
 *
 * <p>Source: SOCK (Oakes and others, USENIX ATC 2018). S ⊆ P means that no function ever starts
 * with a package it did not ask for. Used under its owner's lock.
 *
 * @param <Z> a warm interpreter
 */
final class ImportTree<Z> {
  static final long HALF_LIFE_NANOS = 600_000_000_000L;

  /** What a package is taken to cost that was never imported here. */
  static final long UNKNOWN_COST_NANOS = 1_000_000;

  private final long budgetBytes;
  private final int maxNodes;
  private final Map<String, Long> costs = new HashMap<>();
  private final List<Node<Z>> nodes = new ArrayList<>();

  ImportTree(long budgetBytes, int maxNodes) {
    this.budgetBytes = budgetBytes;
    this.maxNodes = maxNodes;
  }

  /** One interpreter and its place in the tree. */
  static final class Node<Z> {
    private final Z zygote;
    private final @Nullable Node<Z> parent;
    private final Set<String> packages;
    private final long bytes;
    private double uses;
    private long usedNanos;

    private Node(Z zygote, @Nullable Node<Z> parent, Set<String> packages, long bytes, long now) {
      this.zygote = zygote;
      this.parent = parent;
      this.packages = Set.copyOf(packages);
      this.bytes = bytes;
      this.usedNanos = now;
    }

    Z zygote() {
      return zygote;
    }

    Set<String> packages() {
      return packages;
    }

    private double usesAt(long now) {
      return uses * StrictMath.pow(0.5, (double) (now - usedNanos) / HALF_LIFE_NANOS);
    }
  }

  /** How long a package took to import. */
  void learn(String name, long nanos) {
    costs.merge(name, nanos, Math::max);
  }

  /**
   * Puts an interpreter in.
   *
   * @param parent what it was forked from; null for the first, which has no packages
   * @param bytes memory it shares with no other
   */
  Node<Z> add(Z zygote, @Nullable Node<Z> parent, Set<String> packages, long bytes, long now) {
    var node = new Node<>(zygote, parent, packages, bytes, now);
    nodes.add(node);
    return node;
  }

  /** The one to fork for a function with these packages; absent before the first is added. */
  @Nullable Node<Z> nearest(Set<String> wanted) {
    Node<Z> best = null;
    for (Node<Z> node : nodes) {
      if (wanted.containsAll(node.packages)
          && (best == null || cost(node.packages) > cost(best.packages))) {
        best = node;
      }
    }
    return best;
  }

  /** A function was started from it. */
  void used(Node<Z> node, long now) {
    node.uses = node.usesAt(now) + 1;
    node.usedNanos = now;
  }

  /** What has to go so that the rest is within the budget, already taken out; never the kept. */
  List<Z> evict(Node<Z> kept, long now) {
    var gone = new ArrayList<Z>();
    while (nodes.size() > maxNodes || bytes() > budgetBytes) {
      Node<Z> worst = null;
      for (Node<Z> node : nodes) {
        if (node != kept
            && leaf(node)
            && (worst == null || benefit(node, now) < benefit(worst, now))) {
          worst = node;
        }
      }
      if (worst == null) {
        break;
      }
      nodes.remove(worst);
      gone.add(worst.zygote);
    }
    return gone;
  }

  /** An interpreter has ended by itself. */
  void lost(Z zygote) {
    nodes.removeIf(node -> node.zygote.equals(zygote));
  }

  List<Node<Z>> nodes() {
    return List.copyOf(nodes);
  }

  private boolean leaf(Node<Z> node) {
    return node.parent != null && nodes.stream().noneMatch(other -> other.parent == node);
  }

  private double benefit(Node<Z> node, long now) {
    var gained = new TreeSet<>(node.packages);
    if (node.parent != null) {
      gained.removeAll(node.parent.packages);
    }
    return node.usesAt(now) * cost(gained) / Math.max(1, node.bytes);
  }

  private long cost(Set<String> packages) {
    long sum = 0;
    for (String name : packages) {
      sum += costs.getOrDefault(name, UNKNOWN_COST_NANOS);
    }
    return sum;
  }

  private long bytes() {
    return nodes.stream().mapToLong(node -> node.bytes).sum();
  }
}
