package dev.hearth.policies.harmonybatch;

import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.View;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Brings instances from one plan to the next without a gap: where a group's pool has only instances
 * of another size, one of the right size is started, and the others are stopped once it is ready,
 * or at once if there is no room for both. The own instances of functions that follow another into
 * its pool are stopped.
 */
final class Renewal {
  private final TreeMap<Integer, Configuration> wanted = new TreeMap<>();

  /** What to start and stop at once for a new plan. */
  List<Proposal> begin(List<Proposal.Group> groups, View view) {
    wanted.clear();
    var proposals = new ArrayList<Proposal>();
    for (var group : groups) {
      int leader = group.members().getFirst().function();
      wanted.put(leader, group.configuration());
      var pool = view.ownPoolOf(leader);
      if (pool != null && !stale(pool).isEmpty() && !hasFresh(pool)) {
        proposals.add(new Proposal.Start(leader, group.configuration(), 1));
      }
      group.members().stream()
          .skip(1)
          .map(member -> view.ownPoolOf(member.function()))
          .forEach(own -> stop(own == null ? List.of() : own.instances(), proposals));
    }
    return proposals;
  }

  /** What can be stopped now that something new may be ready. */
  List<Proposal> proceed(View view) {
    var proposals = new ArrayList<Proposal>();
    for (int leader : wanted.keySet()) {
      var pool = view.ownPoolOf(leader);
      if (pool != null && hasReady(pool)) {
        stop(stale(pool), proposals);
      }
    }
    return proposals;
  }

  /** What has to go for a start that was refused. */
  List<Proposal> giveWay(int function, View view) {
    var proposals = new ArrayList<Proposal>();
    var pool = view.ownPoolOf(function);
    if (pool != null && wanted.containsKey(function)) {
      stop(stale(pool), proposals);
    }
    return proposals;
  }

  private static void stop(List<? extends InstanceView> instances, List<Proposal> into) {
    instances.forEach(instance -> into.add(new Proposal.Stop(instance.id())));
  }

  private List<? extends InstanceView> stale(PoolView pool) {
    return pool.instances().stream()
        .filter(instance -> counts(instance) && !isFresh(pool, instance))
        .toList();
  }

  private boolean hasFresh(PoolView pool) {
    return pool.instances().stream()
        .anyMatch(instance -> counts(instance) && isFresh(pool, instance));
  }

  private boolean hasReady(PoolView pool) {
    return pool.instances().stream()
        .anyMatch(
            instance -> instance.state() instanceof InstanceState.Ready && isFresh(pool, instance));
  }

  private static boolean counts(InstanceView instance) {
    return instance.state() instanceof InstanceState.Ready
        || instance.state() instanceof InstanceState.Starting;
  }

  private boolean isFresh(PoolView pool, InstanceView instance) {
    var configuration = wanted.get(pool.function());
    return configuration != null
        && configuration.resources().equals(instance.configuration().resources());
  }
}
