package dev.hearth.node.flight;

import dev.hearth.kernel.AdmissionPolicy.Admission;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Cut;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.QueueView;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.RoutingPolicy.Route;
import dev.hearth.kernel.RunView;
import dev.hearth.kernel.WarmthPolicy.Origin;
import dev.hearth.kernel.Witness;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes an event of each decision of the kernel while a flight recording wants them; else it costs
 * a look at a switch. Reasons are asked for where they are worth it: not of what lets an invocation
 * pass, which is most of them. Owned by the event loop.
 */
public final class DecisionEvents implements Witness {
  private static final String NOBODY = "";

  private final Kernel kernel;

  public DecisionEvents(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public void admitted(long now, PoolView pool, InvocationView invocation, Admission answer) {
    var event = new Decision.Admission();
    if (!event.isEnabled()) {
      return;
    }
    event.invocation = invocation.id();
    event.answer =
        switch (answer) {
          case Admission.Accept _ -> "accepted";
          case Admission.Defer(long until) -> "asked again in " + (until - now) + " ns";
          case Admission.Reject rejected -> word(rejected.reason()) + ": " + rejected.message();
        };
    boolean refused = answer instanceof Admission.Reject;
    commit(event, invocation.function(), Role.ADMISSION, refused);
  }

  @Override
  public void routed(long now, PoolView pool, InvocationView invocation, Route answer) {
    var event = new Decision.Routing();
    if (!event.isEnabled()) {
      return;
    }
    event.invocation = invocation.id();
    event.answer =
        switch (answer) {
          case Route.ToPool _ -> "pool";
          case Route.ToInstance(int instance) -> "instance " + instance;
          case Route.ToNode(int node) -> "node " + node;
        };
    commit(event, invocation.function(), Role.ROUTING, false);
  }

  @Override
  public void cut(long now, QueueView queue, InstanceView instance, long cut) {
    var event = new Decision.Batch();
    if (!event.isEnabled()) {
      return;
    }
    event.instance = instance.id();
    event.queued = queue.rows();
    if (Cut.runsNow(cut)) {
      event.rows = Cut.rows(cut);
    } else {
      event.waitNanos = Cut.until(cut) - now;
    }
    commit(event, instance.function(), Role.QUEUE, !Cut.runsNow(cut));
  }

  @Override
  public void scaled(long now, PoolView pool, int desired) {
    var event = new Decision.Scaling();
    if (!event.isEnabled()) {
      return;
    }
    event.desired = desired;
    event.instances = pool.size();
    event.queued = pool.queued();
    commit(event, pool.function(), Role.SCALING, desired != pool.size());
  }

  @Override
  public void placed(long now, PoolView pool, Configuration configuration, int node) {
    place(pool, configuration, node, "");
  }

  @Override
  public void origin(long now, PoolView pool, Origin answer) {
    if (answer instanceof Origin.Repurpose(int instance)) {
      place(pool, pool.revision().configuration(), 0, "instance " + instance);
    }
  }

  private void place(PoolView pool, Configuration configuration, int node, String origin) {
    var event = new Decision.Placement();
    if (!event.isEnabled()) {
      return;
    }
    event.node = node;
    event.cpuMillis = configuration.resources().cpuMillis();
    event.memoryBytes = configuration.resources().memoryBytes();
    event.origin = origin.isEmpty() ? "fresh" : origin;
    commit(event, pool.function(), origin.isEmpty() ? Role.PLACEMENT : Role.WARMTH, true);
  }

  @Override
  public void kept(long now, InstanceView instance, long until) {
    var event = new Decision.KeepAlive();
    if (!event.isEnabled()) {
      return;
    }
    event.instance = instance.id();
    event.keepNanos = until == Long.MAX_VALUE ? until : until - now;
    commit(event, instance.function(), Role.WARMTH, true);
  }

  @Override
  public void evicted(long now, PoolView forPool, InstanceView victim) {
    var event = new Decision.Eviction();
    if (!event.isEnabled()) {
      return;
    }
    event.instance = victim.id();
    event.forFunction = forPool.revision().name();
    commit(event, victim.function(), Role.WARMTH, true);
  }

  @Override
  public void granted(long now, RunView run, Grant grant) {
    var event = new Decision.Allocation();
    if (!event.isEnabled()) {
      return;
    }
    event.run = run.id();
    event.cpuMillis = grant.totalCpuMillis();
    event.memoryBytes = grant.memoryBytes();
    commit(event, run.instance().function(), Role.ALLOCATION, false);
  }

  @Override
  public void proposed(long now, String suite, Proposal proposal, @Nullable String refusal) {
    var event = new Decision.Proposed();
    if (!event.isEnabled()) {
      return;
    }
    event.policy = suite;
    event.proposal = proposal.toString();
    event.refusal = refusal;
    event.commit();
  }

  @Override
  public void became(long now, InstanceView instance, InstanceState state) {
    var event = new Decision.Instance();
    if (!event.isEnabled()) {
      return;
    }
    event.instance = instance.id();
    event.state = state.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    event.function = name(instance.function());
    event.commit();
  }

  /** A function that is retiring may be gone already; then nobody can be asked. */
  private void commit(Decision event, int function, Role role, boolean reason) {
    event.function = name(function);
    if (kernel.view().ownPoolOf(function) == null) {
      event.policy = NOBODY;
    } else {
      var appointed = kernel.appointed(function, role);
      event.policy = appointed.suite();
      event.why = reason ? appointed.policy().why(function) : null;
    }
    event.commit();
  }

  private String name(int function) {
    var pool = kernel.view().ownPoolOf(function);
    return pool == null ? "#" + function : pool.revision().name();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
