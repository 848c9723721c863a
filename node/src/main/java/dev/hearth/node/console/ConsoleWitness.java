package dev.hearth.node.console;

import dev.hearth.kernel.AdmissionPolicy.Admission;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.CpuClass;
import dev.hearth.kernel.Cut;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.QueueView;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.RoutingPolicy.Route;
import dev.hearth.kernel.RunView;
import dev.hearth.kernel.WarmthPolicy.Origin;
import dev.hearth.kernel.Witness;
import dev.hearth.node.console.Decisions.Answer;

/** Hears a kernel for the feed: notes what is told it, in numbers. On the event loop. */
public final class ConsoleWitness implements Witness {
  private final LiveFeed feed;
  private final Decisions decisions;

  ConsoleWitness(LiveFeed feed, Decisions decisions) {
    this.feed = feed;
    this.decisions = decisions;
  }

  @Override
  public void admitted(long now, PoolView pool, InvocationView invocation, Admission answer) {
    int function = invocation.function();
    switch (answer) {
      case Admission.Accept _ -> decisions.given(now, function, Role.ADMISSION, Answer.ACCEPTED, 0);
      case Admission.Defer(long until) ->
          decisions.given(now, function, Role.ADMISSION, Answer.PUT_OFF, until);
      case Admission.Reject reject ->
          decisions.given(now, function, Role.ADMISSION, Answer.REJECTED, 0, reject.message());
    }
  }

  @Override
  public void routed(long now, PoolView pool, InvocationView invocation, Route answer) {
    int function = invocation.function();
    switch (answer) {
      case Route.ToPool _ -> decisions.given(now, function, Role.ROUTING, Answer.TO_POOL, 0);
      case Route.ToInstance(int instance) ->
          decisions.given(now, function, Role.ROUTING, Answer.TO_INSTANCE, instance);
      case Route.ToNode(int node) ->
          decisions.given(now, function, Role.ROUTING, Answer.TO_NODE, node);
    }
  }

  @Override
  public void cut(long now, QueueView queue, InstanceView instance, long cut) {
    if (Cut.runsNow(cut)) {
      long rows = Math.min(Cut.rows(cut), queue.rows());
      decisions.given(now, instance.function(), Role.QUEUE, Answer.RUN, rows);
    } else {
      decisions.given(now, instance.function(), Role.QUEUE, Answer.WAIT, Cut.until(cut));
    }
  }

  @Override
  public void scaled(long now, PoolView pool, int desired) {
    decisions.given(now, pool.function(), Role.SCALING, Answer.INSTANCES, desired);
  }

  @Override
  public void placed(long now, PoolView pool, Configuration configuration, int node) {
    Answer answer = feed.isHere(node) ? Answer.HERE : Answer.ELSEWHERE;
    decisions.given(now, pool.function(), Role.PLACEMENT, answer, node);
  }

  @Override
  public void origin(long now, PoolView pool, Origin answer) {
    switch (answer) {
      case Origin.Fresh _ -> decisions.given(now, pool.function(), Role.WARMTH, Answer.FRESH, 0);
      case Origin.Repurpose(int instance) ->
          decisions.given(now, pool.function(), Role.WARMTH, Answer.TAKE_OVER, instance);
    }
  }

  @Override
  public void kept(long now, InstanceView instance, long until) {
    decisions.given(now, instance.function(), Role.WARMTH, Answer.KEEP, until);
    feed.idled(now, instance, until);
  }

  @Override
  public void evicted(long now, PoolView forPool, InstanceView victim) {
    String other = feed.owner(forPool.function()).key();
    decisions.given(now, victim.function(), Role.WARMTH, Answer.EVICT, victim.id(), other);
    feed.evicted(victim);
  }

  @Override
  public void granted(long now, RunView run, Grant grant) {
    InstanceView instance = run.instance();
    boolean whole = grant.loans().isEmpty() && grant.cpuClass() == CpuClass.DEFAULT;
    if (whole) {
      decisions.given(now, instance.function(), Role.ALLOCATION, Answer.WHOLE, 0);
    } else {
      decisions.given(now, instance.function(), Role.ALLOCATION, Answer.PART, 0, words(grant));
    }
    feed.ran(now, instance, run.rows());
  }

  private static String words(Grant grant) {
    return "%.1f cores%s%s"
        .formatted(
            grant.totalCpuMillis() / 1_000.0,
            grant.loans().isEmpty() ? "" : ", %d of them lent".formatted(grant.loans().size()),
            grant.cpuClass() == CpuClass.FIFO ? ", first in line" : "");
  }

  @Override
  public void became(long now, InstanceView instance, InstanceState state) {
    feed.became(now, instance, state);
  }
}
