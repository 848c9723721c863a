package dev.hearth.simulator.workload;

import java.util.ArrayList;
import java.util.List;

/**
 * What one workflow will do, drawn when it begins and the same whatever policy is tried: steps in
 * topological order, each with invocations that run side by side. A step begins when all that lead
 * to it have ended all their invocations; the first begins with the workflow.
 */
final class WorkflowPlan {
  /** One invocation. */
  record Member(int function, long durationNanos) {}

  /** Invocations side by side, and what comes after them. */
  static final class Step {
    final List<Member> members = new ArrayList<>();
    final List<Integer> next = new ArrayList<>();
    int before;

    long longest() {
      long longest = 0;
      for (var member : members) {
        longest = Math.max(longest, member.durationNanos());
      }
      return longest;
    }
  }

  private final List<Step> steps = new ArrayList<>();

  /** A step without invocations yet. */
  int add() {
    steps.add(new Step());
    return steps.size() - 1;
  }

  void invoke(int step, int function, long durationNanos) {
    steps.get(step).members.add(new Member(function, durationNanos));
  }

  void follow(int step, int later) {
    steps.get(step).next.add(later);
    steps.get(later).before++;
  }

  int size() {
    return steps.size();
  }

  Step step(int index) {
    return steps.get(index);
  }

  /** How long it takes if nothing is ever waited for, on hardware of speed 1. */
  long criticalNanos() {
    var begins = new long[steps.size()];
    long critical = 0;
    for (int i = 0; i < begins.length; i++) {
      long end = begins[i] + steps.get(i).longest();
      critical = Math.max(critical, end);
      for (int next : steps.get(i).next) {
        begins[next] = Math.max(begins[next], end);
      }
    }
    return critical;
  }
}
