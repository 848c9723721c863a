package dev.hearth.policies.fake;

import dev.hearth.kernel.Grant;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.RunView;

/** A run of one member. */
public record FakeRun(long id, InstanceView instance, InvocationView only, long startedAt, int rows)
    implements RunView {
  public FakeRun(long id, InstanceView instance, long startedAt) {
    this(id, instance, FakeInvocation.at(startedAt, Long.MAX_VALUE), startedAt, 1);
  }

  @Override
  public InvocationView member(int index) {
    return only;
  }

  @Override
  public Grant grant() {
    return Grant.whole(instance.configuration().resources());
  }

  @Override
  public boolean blocked() {
    return false;
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public long invocation(int member) {
    return only.id();
  }
}
