package dev.hearth.policies.scheduling;

import dev.hearth.kernel.Invocation;
import java.util.Arrays;

/**
 * Which function leads to which, learned from arrivals, and the slack of each stage of a chain.
 * With {@code exec} the sum of execution times along the longest way through a chain and {@code
 * objective} that of the objectives its functions state (often only the first does), each stage
 * gets a part of the slack in proportion to its own execution time:
 *
 * <pre>slack(stage) = (objective - exec) · exec(stage) / exec</pre>
 *
 * so {@code slack / exec} is one number for all stages, the {@link #ratio}. A stage of several
 * chains has that of the tightest, and none more than its own objective allows. Chains longer than
 * {@link #LONGEST} and more than {@link #EDGES} callers or callees of a function are not seen.
 */
final class Chains {
  static final int LONGEST = 16;
  static final int EDGES = 8;
  private static final double WEIGHT = 0.1;

  /** What is known of one function. */
  private static final class Stage {
    final int[] callers = new int[EDGES];
    final int[] callees = new int[EDGES];
    int callerCount;
    int calleeCount;
    boolean first;
    double objectiveNanos = Double.POSITIVE_INFINITY;
    double execNanos;
    double ratio;
    long planned;
    double wayNanos;
    double wayObjectiveNanos;
    long walked;
  }

  private Stage[] stages = new Stage[0];
  private long plan;

  private Stage stage(int function) {
    int known = stages.length;
    if (function >= known) {
      stages = Arrays.copyOf(stages, Math.max(function + 1, 2 * known));
      Arrays.setAll(stages, i -> i < known ? stages[i] : new Stage());
    }
    return stages[function];
  }

  /** An invocation of {@code function} came; {@code objectiveNanos} is the function's own. */
  void arrived(int function, int caller, long objectiveNanos) {
    var stage = stage(function);
    stage.objectiveNanos =
        objectiveNanos == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : objectiveNanos;
    if (caller == Invocation.NO_CALLER) {
      stage.first = true;
    } else if (stage.callerCount < EDGES && !has(stage.callers, stage.callerCount, caller)) {
      var before = stage(caller);
      if (before.calleeCount < EDGES) {
        stage.callers[stage.callerCount++] = caller;
        before.callees[before.calleeCount++] = function;
      }
    }
  }

  private static boolean has(int[] handles, int count, int handle) {
    for (int i = 0; i < count; i++) {
      if (handles[i] == handle) {
        return true;
      }
    }
    return false;
  }

  void ran(int function, double nanos) {
    var stage = stage(function);
    if (stage.execNanos == 0) {
      stage.execNanos = Math.max(1, nanos);
      plan++;
      settle(stage, LONGEST);
    } else {
      stage.execNanos += WEIGHT * (nanos - stage.execNanos);
    }
  }

  /** Mean execution time, 0 while unknown. */
  double execNanos(int function) {
    return stage(function).execNanos;
  }

  /** Slack for each unit of execution time as last planned, infinite without an objective. */
  double ratio(int function) {
    return stage(function).ratio;
  }

  /** Slack of an invocation that {@code caller} led to; 0 while unknown. */
  double slackNanos(int function, int caller) {
    double ratio = stage(caller == Invocation.NO_CALLER ? function : caller).ratio;
    return Math.min(ratio, stage(function).ratio) * stage(function).execNanos;
  }

  /** Splits the slack of all chains anew. */
  void plan() {
    plan++;
    for (var stage : stages) {
      settle(stage, LONGEST);
    }
  }

  /** Sums up along the longest way from a stage on. */
  private void walk(Stage stage, int left) {
    if (stage.walked == plan) {
      return;
    }
    stage.walked = plan;
    double nanos = 0;
    double objective = 0;
    for (int i = 0; i < stage.calleeCount && left > 0; i++) {
      var next = stages[stage.callees[i]];
      walk(next, left - 1);
      if (next.wayNanos > nanos) {
        nanos = next.wayNanos;
        objective = next.wayObjectiveNanos;
      }
    }
    boolean stated = stage.objectiveNanos < Double.POSITIVE_INFINITY;
    stage.wayNanos = stage.execNanos + nanos;
    stage.wayObjectiveNanos = objective + (stated ? stage.objectiveNanos : 0);
  }

  private void settle(Stage stage, int left) {
    if (stage.planned == plan) {
      return;
    }
    stage.planned = plan;
    walk(stage, LONGEST);
    stage.ratio = 0;
    if (stage.execNanos == 0) {
      return;
    }
    double ratio = stage.objectiveNanos / stage.execNanos - 1;
    if (stage.first && stage.wayObjectiveNanos > 0) {
      ratio = Math.min(ratio, stage.wayObjectiveNanos / stage.wayNanos - 1);
    }
    stage.ratio = Math.max(0, ratio);
    for (int i = 0; i < stage.callerCount && left > 0; i++) {
      var caller = stages[stage.callers[i]];
      settle(caller, left - 1);
      if (caller.execNanos > 0) {
        stage.ratio = Math.min(stage.ratio, caller.ratio);
      }
    }
  }

  boolean knows(int function) {
    return function < stages.length;
  }
}
