package dev.hearth.simulator;

import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.RoutingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.Suites;
import dev.hearth.kernel.View;
import dev.hearth.policies.Registry;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The registry, and a routing that sends each invocation to any node or to any instance. */
public final class TestSuites implements Suites {
  private static final Suite ANYWHERE =
      new Suite(
          "anywhere",
          Suite.Scope.NODE,
          Set.of(Role.ROUTING),
          "for tests",
          List.of(),
          (_, context) -> new Anywhere(context.random()));

  private final Registry registry = new Registry();

  @Override
  public Suite find(String id) {
    return "anywhere".equals(id) ? ANYWHERE : registry.find(id);
  }

  @Override
  public PolicyChoice.Named standard(Role role) {
    return registry.standard(role);
  }

  private record Anywhere(RandomGenerator random) implements RoutingPolicy {
    @Override
    public Route route(long now, InvocationView invocation, PoolView pool, View view) {
      var nodes = view.nodes();
      var node = nodes.get(random.nextInt(nodes.size()));
      if (node.node() != view.self().node() && node.reachable()) {
        return new Route.ToNode(node.node());
      }
      var instances = pool.instances();
      if (!instances.isEmpty() && random.nextInt(4) == 0) {
        return new Route.ToInstance(instances.get(random.nextInt(instances.size())).id());
      }
      return Route.POOL;
    }
  }
}
