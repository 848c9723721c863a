package dev.hearth.kernel;

import java.util.List;

/**
 * What a policy would like done. The kernel does it, or says why not with {@link Event.Refused}.
 */
public sealed interface Proposal {
  /** Start {@code count} instances of a function's pool. */
  record Start(int function, Configuration configuration, int count) implements Proposal {}

  /** Stop an instance once it has nothing to do. */
  record Stop(int instance) implements Proposal {}

  /**
   * Keep an idle instance until this instant, not the one warmth said when it idled; scaling may
   * still hold it longer.
   */
  record Keep(int instance, long until) implements Proposal {}

  /** Load the artifact of {@code function}, {@code bytes} large, into an idle instance. */
  record Load(int instance, int function, long bytes) implements Proposal {}

  record Unload(int instance, int function) implements Proposal {}

  /** Make an idle instance ready to be bound to any of {@code functions}. */
  record Prepare(int instance, List<Integer> functions) implements Proposal {
    public Prepare {
      functions = List.copyOf(functions);
    }
  }

  /**
   * From now on the functions share the pool of the first, whose new instances get {@code
   * configuration}; each invocation waits at most its own time-out for company.
   */
  record Group(List<Member> members, Configuration configuration) implements Proposal {
    /** A function of the group and how long its invocations wait for company. */
    public record Member(int function, long timeoutNanos) {}

    public Group {
      members = List.copyOf(members);
      if (members.isEmpty()) {
        throw new IllegalArgumentException("a group needs at least one function");
      }
    }
  }

  /** Change what a running run may use. */
  record Regrant(long run, Grant grant) implements Proposal {}

  /**
   * Ask a planner; the answer comes to {@link Policy#planned}. A policy waits for one answer: a
   * newer question takes the place of one that is open.
   */
  record Think(PlanRequest request) implements Proposal {}

  /** Ask another node to start an instance. */
  record StartElsewhere(int node, int function, Configuration configuration) implements Proposal {}
}
