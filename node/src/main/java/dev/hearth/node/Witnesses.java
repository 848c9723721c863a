package dev.hearth.node;

import dev.hearth.kernel.AdmissionPolicy;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.QueueView;
import dev.hearth.kernel.RoutingPolicy;
import dev.hearth.kernel.RunView;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.kernel.Witness;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Several witnesses of one kernel, told one after the other. Owned by the event loop. */
final class Witnesses implements Witness {
  private Witness[] all = {};

  /** From now on this one hears too. */
  void add(Witness witness) {
    all = Arrays.copyOf(all, all.length + 1);
    all[all.length - 1] = witness;
  }

  @Override
  public void admitted(
      long now, PoolView pool, InvocationView invocation, AdmissionPolicy.Admission answer) {
    for (var each : all) {
      each.admitted(now, pool, invocation, answer);
    }
  }

  @Override
  public void routed(
      long now, PoolView pool, InvocationView invocation, RoutingPolicy.Route answer) {
    for (var each : all) {
      each.routed(now, pool, invocation, answer);
    }
  }

  @Override
  public void cut(long now, QueueView queue, InstanceView instance, long cut) {
    for (var each : all) {
      each.cut(now, queue, instance, cut);
    }
  }

  @Override
  public void scaled(long now, PoolView pool, int desired) {
    for (var each : all) {
      each.scaled(now, pool, desired);
    }
  }

  @Override
  public void placed(long now, PoolView pool, Configuration configuration, int node) {
    for (var each : all) {
      each.placed(now, pool, configuration, node);
    }
  }

  @Override
  public void origin(long now, PoolView pool, WarmthPolicy.Origin answer) {
    for (var each : all) {
      each.origin(now, pool, answer);
    }
  }

  @Override
  public void kept(long now, InstanceView instance, long until) {
    for (var each : all) {
      each.kept(now, instance, until);
    }
  }

  @Override
  public void evicted(long now, PoolView forPool, InstanceView victim) {
    for (var each : all) {
      each.evicted(now, forPool, victim);
    }
  }

  @Override
  public void granted(long now, RunView run, Grant grant) {
    for (var each : all) {
      each.granted(now, run, grant);
    }
  }

  @Override
  public void proposed(long now, String suite, Proposal proposal, @Nullable String refusal) {
    for (var each : all) {
      each.proposed(now, suite, proposal, refusal);
    }
  }

  @Override
  public void became(long now, InstanceView instance, InstanceState state) {
    for (var each : all) {
      each.became(now, instance, state);
    }
  }
}
