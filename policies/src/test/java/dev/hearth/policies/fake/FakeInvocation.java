package dev.hearth.policies.fake;

import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.InvocationView;

/** An invocation with plain values. */
public record FakeInvocation(
    long id, int function, int rows, long arrival, long deadline, int caller)
    implements InvocationView {
  public static FakeInvocation at(long arrival, long deadline) {
    return new FakeInvocation(1, 0, 1, arrival, deadline, Invocation.NO_CALLER);
  }

  @Override
  public int tenant() {
    return 0;
  }

  @Override
  public int shape() {
    return 0;
  }

  @Override
  public long queueDeadline() {
    return deadline;
  }

  @Override
  public int attempts() {
    return 0;
  }

  @Override
  public int boundTo() {
    return -1;
  }
}
