package dev.hearth.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps every effect as a value, does nothing by itself and refuses a second reply. */
public final class FakeWorld implements World {
  /** One call of {@link World}. */
  public sealed interface Effect {
    record Changed(long change, int instance, Change what) implements Effect {}

    record Ran(long run, int instance, int slot, List<Long> members, int rows, Grant grant)
        implements Effect {}

    record Aborted(long run, int member, Cause cause) implements Effect {}

    record Regranted(long run, Grant grant) implements Effect {}

    record Replied(long invocation, Outcome outcome) implements Effect {}

    record Asked(long request, PlanRequest what) implements Effect {}

    record Sent(int node, Message message) implements Effect {}
  }

  private final List<Effect> effects = new ArrayList<>();
  private final Map<Long, Outcome> outcomes = new TreeMap<>();

  /** All effects of one kind, in order. */
  public <E extends Effect> List<E> all(Class<E> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  public Map<Long, Outcome> outcomes() {
    return outcomes;
  }

  @Override
  public void change(long change, int instance, Change what) {
    effects.add(new Effect.Changed(change, instance, what));
  }

  @Override
  public void run(long run, int instance, int slot, Members members, Grant grant) {
    var ids = new ArrayList<Long>();
    for (int i = 0; i < members.size(); i++) {
      ids.add(members.invocation(i));
    }
    effects.add(new Effect.Ran(run, instance, slot, List.copyOf(ids), members.rows(), grant));
  }

  @Override
  public void abort(long run, int member, Cause cause) {
    effects.add(new Effect.Aborted(run, member, cause));
  }

  @Override
  public void regrant(long run, Grant grant) {
    effects.add(new Effect.Regranted(run, grant));
  }

  @Override
  public void reply(long invocation, Outcome outcome) {
    if (outcomes.putIfAbsent(invocation, outcome) != null) {
      throw new AssertionError("a second outcome of invocation " + invocation + ": " + outcome);
    }
    effects.add(new Effect.Replied(invocation, outcome));
  }

  @Override
  public void plan(long request, PlanRequest what) {
    effects.add(new Effect.Asked(request, what));
  }

  @Override
  public void send(int node, Message message) {
    effects.add(new Effect.Sent(node, message));
  }
}
