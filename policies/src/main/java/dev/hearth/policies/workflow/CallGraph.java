package dev.hearth.policies.workflow;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which function leads to which, and how long each takes, as moving averages over what was seen: an
 * observation that is n observations old weighs {@code (1 - forgetting)^n}. An edge's mean is the
 * number of invocations that one end of the caller leads to: a probability where a branch is taken
 * or not, more than 1 for a fan-out, less for a join. Means multiply along a path and add up over
 * paths, so how often a workflow visits a function comes out right for all of these.
 *
 * <p>Bounded: {@link #MOST_CALLEES} edges a function, the least frequent one making way.
 */
final class CallGraph {
  static final int MOST_CALLEES = 32;

  /** Edges with a smaller mean do not count. */
  static final double LEAST_MEAN = 0.01;

  private static final double RESCALE_AT = 1e100;

  /** A function that another leads to. */
  static final class Callee {
    final int function;
    private double weight;

    private Callee(int function) {
      this.function = function;
    }
  }

  private static final class Node {
    double observation = 1;
    double ends;
    double execNanos = -1;
    double startNanos = -1;
    final List<Callee> callees = new ArrayList<>(2);

    @Nullable Callee callee(int function) {
      for (int i = 0; i < callees.size(); i++) {
        if (callees.get(i).function == function) {
          return callees.get(i);
        }
      }
      return null;
    }

    void rescale() {
      for (var callee : callees) {
        callee.weight /= observation;
      }
      ends /= observation;
      observation = 1;
    }
  }

  private final double kept;
  private @Nullable Node[] nodes = new Node[16];

  /**
   * @param forgetting share of the past that each observation replaces, in [0, 1)
   */
  CallGraph(double forgetting) {
    if (!(forgetting >= 0 && forgetting < 1)) {
      throw new IllegalArgumentException("forgetting must lie in [0, 1), not " + forgetting);
    }
    kept = 1 - forgetting;
  }

  /** A run was over; what it took and led to counts only if all its members were answered. */
  void ended(Event.Ended ended) {
    if (ended.completed()) {
      var run = ended.run();
      ended(run.instance().function(), run.size(), ended.at() - run.startedAt());
    }
  }

  /** So many invocations of a function were answered after they ran together for so long. */
  void ended(int function, int invocations, long execNanos) {
    var node = node(function);
    for (int i = 0; i < invocations; i++) {
      node.observation /= kept;
      node.ends += node.observation;
    }
    node.execNanos = average(node.execNanos, (double) execNanos);
    if (node.observation > RESCALE_AT) {
      node.rescale();
    }
  }

  /** An end of {@code caller} led to an invocation of {@code function}. */
  void called(int caller, int function) {
    var node = node(caller);
    var callee = node.callee(function);
    if (callee == null) {
      callee = new Callee(function);
      if (node.callees.size() == MOST_CALLEES) {
        node.callees.remove(
            node.callees.stream().min(Comparator.comparingDouble(c -> c.weight)).orElseThrow());
      }
      node.callees.add(callee);
    }
    callee.weight += node.observation;
  }

  /** An instance of a function became ready after so long. */
  void started(int function, long startNanos) {
    var node = node(function);
    node.startNanos = average(node.startNanos, (double) startNanos);
  }

  private double average(double before, double sample) {
    return before < 0 ? sample : before * kept + sample * (1 - kept);
  }

  private Node node(int function) {
    if (function >= nodes.length) {
      nodes = Arrays.copyOf(nodes, Math.max(function + 1, 2 * nodes.length));
    }
    var node = nodes[function];
    if (node == null) {
      node = new Node();
      nodes[function] = node;
    }
    return node;
  }

  private @Nullable Node known(int function) {
    return function < nodes.length ? nodes[function] : null;
  }

  /** Drops what is known of functions that are no more. */
  void forgetRetired(View view) {
    for (int function = 0; function < nodes.length; function++) {
      if (nodes[function] != null && view.ownPoolOf(function) == null) {
        forget(function);
      }
    }
  }

  /** One that is no more, or whose handle another has now. */
  void forget(int function) {
    if (function < nodes.length) {
      nodes[function] = null;
    }
  }

  boolean knows(int function) {
    return known(function) != null;
  }

  List<Callee> callees(int function) {
    var node = known(function);
    return node == null ? List.of() : node.callees;
  }

  /** Invocations of {@code callee} that one end of {@code caller} leads to. */
  double mean(int caller, Callee callee) {
    var node = known(caller);
    return node == null || node.ends == 0 ? 0 : callee.weight / node.ends;
  }

  double mean(int caller, int function) {
    var node = known(caller);
    var callee = node == null ? null : node.callee(function);
    return callee == null ? 0 : mean(caller, callee);
  }

  /** Invocations of any function that one end of {@code caller} leads to. */
  double calls(int caller) {
    double calls = 0;
    for (var callee : callees(caller)) {
      calls += mean(caller, callee);
    }
    return calls;
  }

  /** The callee with the greatest mean, the first of equals, or null where none counts. */
  @Nullable Callee likeliest(int caller) {
    var callees = callees(caller);
    @Nullable Callee best = null;
    for (int i = 0; i < callees.size(); i++) {
      if (best == null || callees.get(i).weight > best.weight) {
        best = callees.get(i);
      }
    }
    return best != null && mean(caller, best) >= LEAST_MEAN ? best : null;
  }

  /** Nanoseconds of a run, or -1 before the first. */
  double execNanos(int function) {
    var node = known(function);
    return node == null ? -1 : node.execNanos;
  }

  /** Nanoseconds of a start, or -1 before the first. */
  double startNanos(int function) {
    var node = known(function);
    return node == null ? -1 : node.startNanos;
  }
}
