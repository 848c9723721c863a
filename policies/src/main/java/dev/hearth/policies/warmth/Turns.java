package dev.hearth.policies.warmth;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When each function's idle instances are looked at: a while after one idled, at whole seconds, so
 * that however many functions there are nobody is woken more than once a second.
 */
final class Turns {
  private static final long SECOND = 1_000_000_000L;

  private record Turn(long at, int function) {}

  private final long afterNanos;
  private final ArrayDeque<Turn> turns = new ArrayDeque<>();
  private final List<Integer> functions = new ArrayList<>();
  private @Nullable Need[] needs = new Need[64];
  private boolean[] waiting = new boolean[64];

  Turns(long afterNanos) {
    this.afterNanos = afterNanos;
  }

  /** Gives a function a turn unless it has one coming. */
  void take(int function, long now) {
    if (function >= needs.length) {
      int length = Math.max(function + 1, needs.length * 2);
      needs = Arrays.copyOf(needs, length);
      waiting = Arrays.copyOf(waiting, length);
    }
    if (waiting[function]) {
      return;
    }
    if (needs[function] == null) {
      needs[function] = new Need();
      functions.add(function);
    }
    waiting[function] = true;
    turns.add(new Turn(Math.ceilDiv(now + afterNanos, SECOND) * SECOND, function));
  }

  long next() {
    var first = turns.peek();
    return first == null ? Long.MAX_VALUE : first.at();
  }

  /** Those whose turn it is. */
  List<Integer> due(long now) {
    var due = new ArrayList<Integer>();
    for (var first = turns.peek(); first != null && first.at() <= now; first = turns.peek()) {
      turns.remove();
      waiting[first.function()] = false;
      due.add(first.function());
    }
    return due;
  }

  Need need(int function) {
    var need = needs[function];
    if (need == null) {
      throw new IllegalStateException("function " + function + " never had a turn");
    }
    return need;
  }

  /** A function is no more. */
  void forget(int function) {
    needs[function] = null;
    functions.remove(Integer.valueOf(function));
  }

  /** All that have run, in the order of their first turns. */
  List<Integer> functions() {
    return Collections.unmodifiableList(functions);
  }
}
