package dev.hearth.policies.platform;

import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.ScalingPolicy;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Azure Functions on the consumption plan (2016; L. Wang et al., ATC 2018; M. Shahrad et al., ATC
 * 2020) as known from outside.
 *
 * <ul>
 *   <li>Unit: an application. Functions named {@code application/function} share one pool, whose
 *       instances serve any of them, {@code concurrency} requests at a time each: a warm function
 *       keeps its whole application warm.
 *   <li>Scaling: the first request starts an instance; while requests wait, the controller adds one
 *       instance with each {@code interval}, {@code instances} at most.
 *   <li>Warmth: an instance stays {@code keep-alive} after the application's last use of it.
 * </ul>
 *
 * <p>Applications are groups of the kernel ({@link Proposal.Group}), since functions are what is
 * deployed and what traces count; a name without {@code /} is an application of its own. An
 * instance of an application has what its most demanding function asks for. The bill is {@link
 * Tariff#AZURE_FUNCTIONS}. Not here: taking surplus instances away before their keep-alive is over,
 * and the slowing down of requests that share an instance. Numbers are those of the provider's
 * documentation as remembered, the keep-alive that of ATC 2020.
 *
 * <p>Parameters: {@code keep-alive} (20m), {@code interval} (1s), {@code concurrency} (100), {@code
 * instances} (200).
 */
public final class AzureFunctions implements ScalingPolicy, WarmthPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "azure-functions",
          Suite.Scope.NODE,
          EnumSet.of(Role.SCALING, Role.WARMTH),
          "Azure Functions, 2016; Wang et al., ATC 2018; Shahrad et al., ATC 2020",
          List.of(
              new Suite.Parameter("keep-alive", "time", "20m", "how long an idle one stays"),
              new Suite.Parameter("interval", "time", "1s", "between instances that are added"),
              new Suite.Parameter("concurrency", "requests", "100", "at a time in an instance"),
              new Suite.Parameter("instances", "instances", "200", "of an application at most")),
          (parameters, context) -> new AzureFunctions(Config.of(parameters)));

  /** Its parameters. */
  record Config(long keepAliveNanos, long intervalNanos, int concurrency, int instances) {
    static Config of(Parameters parameters) {
      return new Config(
          parameters.nanos("keep-alive"),
          Math.max(1, parameters.nanos("interval")),
          parameters.count("concurrency", 1),
          parameters.count("instances", 1));
    }
  }

  private final Config config;
  private final TreeMap<Integer, Integer> allowed = new TreeMap<>();
  private final TreeSet<Integer> waiting = new TreeSet<>();
  private int functions;
  private long wakeAt;

  AzureFunctions(Config config) {
    this.config = config;
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.QUEUED);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Queued queued) {
      waiting.add(view.poolOf(queued.invocation().function()).function());
      wakeAt = Math.min(wakeAt, queued.at() + config.intervalNanos());
    }
  }

  @Override
  public long nextWake() {
    return wakeAt;
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    if (now < wakeAt) {
      return List.of();
    }
    for (int function : List.copyOf(waiting)) {
      allow(function, view);
    }
    wakeAt = waiting.isEmpty() ? Long.MAX_VALUE : now + config.intervalNanos();
    return functions == view.pools().size() ? List.of() : group(view);
  }

  /** One more instance for a pool in which requests still wait. */
  private void allow(int function, View view) {
    var pool = find(function, view);
    if (pool == null || pool.queued() == 0) {
      waiting.remove(function);
      allowed.remove(function);
    } else {
      allowed.put(function, Math.min(config.instances(), pool.size() + 1));
    }
  }

  private static @org.jspecify.annotations.Nullable PoolView find(int function, View view) {
    for (var pool : view.pools()) {
      if (pool.function() == function) {
        return pool;
      }
    }
    return null;
  }

  @Override
  public int desired(long now, PoolView pool) {
    int busy = pool.ready() - pool.idle();
    return pool.queued() == 0 ? busy : Math.max(busy, allowed.getOrDefault(pool.function(), 1));
  }

  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    return instance.idleSince() + config.keepAliveNanos();
  }

  private List<Proposal> group(View view) {
    functions = view.pools().size();
    var applications = new TreeMap<String, List<PoolView>>();
    for (var pool : view.pools()) {
      applications
          .computeIfAbsent(application(pool.revision().name()), name -> new ArrayList<>())
          .add(pool);
    }
    var proposals = new ArrayList<Proposal>();
    for (var members : applications.values()) {
      proposals.add(group(members));
    }
    return proposals;
  }

  /** Of a function's name. */
  static String application(String function) {
    int slash = function.lastIndexOf('/');
    return slash < 0 ? function : function.substring(0, slash);
  }

  private Proposal group(List<PoolView> pools) {
    var resources = Resources.NONE;
    var members = new ArrayList<Proposal.Group.Member>();
    for (var pool : pools) {
      resources = resources.max(pool.revision().configuration().resources());
      members.add(new Proposal.Group.Member(pool.function(), 0));
    }
    var first = pools.getFirst().revision().configuration();
    return new Proposal.Group(
        members,
        new Configuration(resources, first.batching(), config.concurrency(), first.hardware()));
  }

  @Override
  public String why(int function) {
    return "%d allowed while requests wait, 1 more with each %s; an idle one stays %s"
        .formatted(
            allowed.getOrDefault(function, 1),
            Said.time(config.intervalNanos()),
            Said.time(config.keepAliveNanos()));
  }
}
