package dev.hearth.policies.workflow;

import java.util.ArrayList;
import java.util.List;

/** What one workflow under way is expected to invoke, callers before callees. */
final class Speculation {
  static final int NO_PARENT = -1;

  /** Invocations of one function that are expected. */
  static final class Expectation {
    final Speculation of;
    final int place;
    final int parent;
    final int caller;
    final int function;

    /** Whether it comes in place of others that the caller may lead to. */
    final boolean exclusive;

    long order;
    int missing;

    /** When it is expected. */
    long predicted;

    /** How long each of its invocations will run. */
    long execNanos;

    /** When an instance is started for it. */
    long startAt;

    /** When it counts as missed. */
    long until;

    boolean started;
    boolean over;

    private Expectation(
        Speculation of, int parent, int caller, int function, int missing, boolean exclusive) {
      this.of = of;
      this.place = of.expectations.size();
      this.parent = parent;
      this.caller = caller;
      this.function = function;
      this.missing = missing;
      this.exclusive = exclusive;
    }

    /** The next thing to do about it. */
    long due() {
      return started ? until : startAt;
    }
  }

  private final List<Expectation> expectations = new ArrayList<>();

  /** An invocation that follows what is under way. */
  Expectation first(int caller, int function, int count, boolean exclusive) {
    return add(NO_PARENT, caller, function, count, exclusive);
  }

  /** An invocation that follows an expected one. */
  Expectation after(Expectation parent, int function, int count, boolean exclusive) {
    return add(parent.place, parent.function, function, count, exclusive);
  }

  private Expectation add(int parent, int caller, int function, int count, boolean exclusive) {
    var expectation = new Expectation(this, parent, caller, function, count, exclusive);
    expectations.add(expectation);
    return expectation;
  }

  List<Expectation> all() {
    return expectations;
  }

  int size() {
    return expectations.size();
  }

  boolean expects(int function) {
    for (var expectation : expectations) {
      if (expectation.function == function) {
        return true;
      }
    }
    return false;
  }

  /** One and all that would follow it. */
  List<Expectation> from(Expectation first) {
    var followers = new ArrayList<Expectation>();
    var belongs = new boolean[expectations.size()];
    for (int i = first.place; i < belongs.length; i++) {
      var candidate = expectations.get(i);
      belongs[i] = i == first.place || (candidate.parent >= 0 && belongs[candidate.parent]);
      if (belongs[i]) {
        followers.add(candidate);
      }
    }
    return followers;
  }
}
