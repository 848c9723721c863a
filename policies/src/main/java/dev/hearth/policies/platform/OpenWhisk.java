package dev.hearth.policies.platform;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.NodeView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.RoutingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Apache OpenWhisk (2016).
 *
 * <ul>
 *   <li>Warmth: an invocation takes a warm instance of its function, else a stem cell, else a start
 *       anew; {@code stem-cells} are kept, a used one is replaced after {@code refill}, and an
 *       instance goes {@code keep-alive} after its last use.
 *   <li>Routing: an invocation goes to its function's home node, by hash of tenant and function;
 *       while that is full, on in co-prime steps ({@link HomeInvoker}); when all are full, to one
 *       at random. A node is full when the function's memory is not free on it and work waits
 *       there.
 * </ul>
 *
 * <p>Here: one runtime, that of the deployed function {@code stem-cell}; where there is none the
 * policy does without. A node counts as full by what it last told, where the original counts the
 * memory of invocations under way itself. Not here: pausing an instance 50 ms after its last use,
 * which saves CPU and changes no start; it belongs to a live sandbox. Not here either: the message
 * bus. Times and counts are the project's defaults as remembered.
 *
 * <p>Parameters: {@code keep-alive} (10m), {@code stem-cells} (2), {@code refill} (1s), {@code
 * stem-cell} (stem-cell).
 */
public final class OpenWhisk implements WarmthPolicy, RoutingPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "openwhisk",
          Suite.Scope.NODE,
          EnumSet.of(Role.WARMTH, Role.ROUTING),
          "Apache OpenWhisk, sharding balancer and container pool, 2016",
          List.of(
              new Suite.Parameter("keep-alive", "time", "10m", "how long an idle one stays"),
              new Suite.Parameter("stem-cells", "instances", "2", "runtimes kept warm"),
              new Suite.Parameter("refill", "time", "1s", "until a used one is replaced"),
              new Suite.Parameter("stem-cell", "function", "stem-cell", "whose code is none")),
          (parameters, context) -> new OpenWhisk(Config.of(parameters), context.random()));

  /** Its parameters. */
  record Config(long keepAliveNanos, int stemCells, long refillNanos, String stemCell) {
    static Config of(Parameters parameters) {
      return new Config(
          parameters.nanos("keep-alive"),
          parameters.count("stem-cells", 0),
          parameters.nanos("refill"),
          parameters.text("stem-cell").strip());
    }
  }

  private final Config config;
  private final RandomGenerator random;
  private final StemCells stemCells;
  private @Nullable List<NodeView> nodes;
  private HomeInvoker homes = HomeInvoker.among(1);

  OpenWhisk(Config config, RandomGenerator random) {
    this.config = config;
    this.random = random;
    stemCells = new StemCells(config.stemCell(), config.stemCells(), config.refillNanos());
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(
        Event.Kind.QUEUED,
        Event.Kind.EVICTED,
        Event.Kind.LOST,
        Event.Kind.REFUSED,
        Event.Kind.TOPOLOGY);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Topology) {
      nodes = null;
    } else if (event instanceof Event.Refused) {
      stemCells.refused(event.at());
    } else {
      stemCells.check(event.at());
    }
  }

  @Override
  public long nextWake() {
    return stemCells.nextWake();
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    return stemCells.refill(now, view);
  }

  @Override
  public Route route(long now, InvocationView invocation, PoolView pool, View view) {
    var known = nodes(view);
    if (known.size() == 1) {
      return Route.POOL;
    }
    int hash = HomeInvoker.hash(invocation.tenant(), pool.revision().name());
    int self = view.self().node();
    for (int tries = 0; tries < known.size(); tries++) {
      var node = known.get(homes.place(hash, tries));
      if (node.node() == self ? !full(view.self(), pool) : !full(node, pool)) {
        return to(node.node(), self);
      }
    }
    return to(anyReachable(known), self);
  }

  private static Route to(int node, int self) {
    return node == self ? Route.POOL : new Route.ToNode(node);
  }

  private List<NodeView> nodes(View view) {
    var known = nodes;
    if (known == null) {
      known = List.copyOf(view.nodes());
      nodes = known;
      if (homes.nodes() != known.size()) {
        homes = HomeInvoker.among(known.size());
      }
    }
    return known;
  }

  private static boolean full(NodeView node, PoolView pool) {
    if (!node.reachable()) {
      return true;
    }
    long needed = pool.revision().configuration().resources().memoryBytes();
    return needed > node.free().memoryBytes() && node.queued() > 0;
  }

  private int anyReachable(List<NodeView> known) {
    var reachable = new ArrayList<NodeView>();
    for (var node : known) {
      if (node.reachable()) {
        reachable.add(node);
      }
    }
    return reachable.get(random.nextInt(reachable.size())).node();
  }

  @Override
  public Origin origin(long now, PoolView pool, View view) {
    return stemCells.origin(pool, view);
  }

  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    return stemCells.contains(instance)
        ? Long.MAX_VALUE
        : instance.idleSince() + config.keepAliveNanos();
  }

  @Override
  public Iterable<Integer> victims(long now, Resources needed, View view) {
    return stemCells.victims(view);
  }

  @Override
  public String why(int function) {
    return "an idle one stays %s; %d stem cells are wanted beside; home among %d nodes"
        .formatted(Said.time(config.keepAliveNanos()), config.stemCells(), homes.nodes());
  }
}
