package dev.hearth.kernel;

import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeMap;

/**
 * Invocations that cross nodes. The ingress owns the outcome and asks again until it has one; the
 * node that is asked takes each invocation once, however often it is asked.
 */
final class Forwarding {
  /** Ids of invocations taken from other nodes start here, so that they meet no submitter's. */
  static final long FIRST_FOREIGN = Invocation.FIRST_FOREIGN;

  /** What became of an invocation of another node. */
  private static final class Foreign {
    long local;
    int attempt;
    @org.jspecify.annotations.Nullable Outcome outcome;
  }

  private record Key(int ingress, long id) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byIngress = Integer.compare(ingress, other.ingress);
      return byIngress != 0 ? byIngress : Long.compare(id, other.id);
    }
  }

  private final Kernel kernel;
  private final TreeMap<Key, Foreign> foreign = new TreeMap<>();
  private final ArrayDeque<Key> answered = new ArrayDeque<>();

  Forwarding(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Whether another node may still be tried for it. */
  boolean mayForward(Entry entry, int node) {
    return node != kernel.options.node()
        && entry.origin == null
        && entry.forwards < kernel.options.limits().forwardAttempts();
  }

  void forward(Entry entry, int node) {
    entry.state = Transition.forward(entry);
    entry.forwardedTo = node;
    send(entry);
  }

  private void send(Entry entry) {
    entry.forwards++;
    long now = kernel.now;
    kernel.timers.set(
        entry, Math.min(entry.deadline, now + kernel.options.limits().forwardTimeoutNanos()));
    kernel.world.send(
        entry.forwardedTo,
        new Message.Forward(
            kernel.options.node(),
            entry.id,
            entry.forwards,
            entry.function,
            entry.tenant,
            entry.rows,
            entry.shape,
            entry.queueDeadline - now,
            entry.deadline - now,
            entry.caller));
  }

  /** No answer yet: ask again, try elsewhere, or give up at the deadline. */
  void due(Entry entry) {
    if (kernel.now >= entry.deadline) {
      withdraw(entry);
      kernel.endings.timeOut(entry);
    } else if (entry.forwards < kernel.options.limits().forwardAttempts()) {
      send(entry);
    } else if (idempotent(entry)) {
      takeBack(entry);
    } else {
      kernel.timers.set(entry, entry.deadline);
    }
  }

  void withdraw(Entry entry) {
    kernel.world.send(entry.forwardedTo, new Message.Withdraw(kernel.options.node(), entry.id));
  }

  /** A node cannot be reached any more. */
  void nodeLost(int node) {
    for (long id : kernel.entries.ids()) {
      var entry = kernel.entries.get(id);
      if (entry == null
          || !(entry.state instanceof InvocationState.Forwarded)
          || entry.forwardedTo != node) {
        continue;
      }
      if (idempotent(entry)) {
        takeBack(entry);
      } else {
        kernel.endings.finish(
            entry,
            new Outcome.Failed(
                Outcome.Fault.INSTANCE_LOST, "node " + node + " was lost while it ran this"));
      }
    }
  }

  private boolean idempotent(Entry entry) {
    return kernel.function(entry.function).revision().idempotent();
  }

  private void takeBack(Entry entry) {
    entry.state = Transition.bounce(entry);
    entry.forwardedTo = -1;
    kernel.timers.clear(entry);
    kernel.intake.place(entry);
  }

  void message(int from, Message message) {
    switch (message) {
      case Message.Forward forward -> asked(from, forward);
      case Message.Answer answer -> answered(from, answer);
      case Message.Withdraw withdraw -> withdrawn(withdraw);
      case Message.Ask ask -> {
        var function = kernel.functionOrNull(ask.function());
        if (function != null) {
          kernel.fleet.startFor(function.pool, ask.configuration());
        }
      }
    }
  }

  private void asked(int from, Message.Forward forward) {
    var key = new Key(forward.ingress(), forward.id());
    var known = foreign.get(key);
    if (known != null) {
      known.attempt = Math.max(known.attempt, forward.attempt());
      if (known.outcome != null) {
        kernel.world.send(
            from,
            new Message.Answer(forward.ingress(), forward.id(), known.attempt, known.outcome));
      }
      return;
    }
    var taken = new Foreign();
    taken.local = Invocation.foreignId(forward.ingress(), forward.id());
    taken.attempt = forward.attempt();
    foreign.put(key, taken);
    kernel.intake.take(
        new Invocation(
            taken.local,
            forward.function(),
            forward.tenant(),
            forward.rows(),
            forward.shape(),
            fromNow(forward.queueRemainingNanos()),
            fromNow(forward.remainingNanos()),
            forward.caller()),
        new Entry.Origin(forward.ingress(), forward.id()));
  }

  /** The end of time where the sum would lie beyond it. */
  private long fromNow(long nanos) {
    long instant = kernel.now + nanos;
    return nanos > 0 && instant < 0 ? Long.MAX_VALUE : instant;
  }

  /** One of another node's invocations has its outcome here. */
  void answer(Entry.Origin origin, Outcome outcome) {
    var key = new Key(origin.ingress(), origin.id());
    var taken = Present.of(foreign.get(key), "record of a forwarded invocation");
    taken.outcome = outcome;
    answered.add(key);
    if (answered.size() > kernel.options.limits().forwardHistory()) {
      foreign.remove(answered.remove());
    }
    kernel.world.send(
        origin.ingress(),
        new Message.Answer(origin.ingress(), origin.id(), taken.attempt, outcome));
  }

  private void answered(int from, Message.Answer answer) {
    var entry = kernel.entries.get(answer.id());
    if (entry == null || !(entry.state instanceof InvocationState.Forwarded)) {
      return;
    }
    boolean turnedAway = answer.outcome() instanceof Outcome.Rejected;
    if (turnedAway && entry.forwardedTo != from) {
      return;
    }
    if (turnedAway && kernel.now < entry.deadline) {
      takeBack(entry);
    } else {
      kernel.endings.finish(entry, answer.outcome());
    }
  }

  private void withdrawn(Message.Withdraw withdraw) {
    var taken = foreign.get(new Key(withdraw.ingress(), withdraw.id()));
    if (taken != null && taken.outcome == null) {
      kernel.intake.cancel(taken.local, Cause.CALLER);
    }
  }

  /** How many invocations of other nodes are remembered. */
  int remembered() {
    return foreign.size();
  }

  List<Long> unanswered() {
    return foreign.values().stream()
        .filter(each -> each.outcome == null)
        .map(each -> each.local)
        .toList();
  }
}
