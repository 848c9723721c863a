package dev.hearth.policies.fake;

import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.QueueView;

/** A queue whose head and length are given. */
public record FakeQueue(int size, int rows, InvocationView head) implements QueueView {
  public static FakeQueue of(int rows, long arrival, long deadline) {
    return new FakeQueue(rows, rows, FakeInvocation.at(arrival, deadline));
  }
}
