package dev.hearth.policies.platform;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Fission's pool manager (Platform9, 2016): {@code pool} generic instances of an environment are
 * kept warm. A cold request takes one and specialises it with its function's code; the pool is
 * filled up again after {@code refill}; when it is empty, an instance is started anew. A
 * specialised instance that idles for {@code reap} goes.
 *
 * <p>Here: one environment, that of the deployed function {@code stem-cell}; where there is none
 * every start is anew. Not here: the new-deploy executor, which is what any scaling policy with a
 * minimum does, and the router's cache of addresses. The times are the project's defaults as
 * remembered.
 *
 * <p>Parameters: {@code pool} (3), {@code reap} (2m), {@code refill} (1s), {@code stem-cell}
 * (stem-cell).
 */
public final class Fission implements WarmthPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "fission",
          Suite.Scope.NODE,
          EnumSet.of(Role.WARMTH),
          "Fission, environment pool manager, Platform9 2016",
          List.of(
              new Suite.Parameter("pool", "instances", "3", "generic ones kept warm"),
              new Suite.Parameter("reap", "time", "2m", "how long an idle specialised one stays"),
              new Suite.Parameter("refill", "time", "1s", "until a used one is replaced"),
              new Suite.Parameter("stem-cell", "function", "stem-cell", "whose code is none")),
          (parameters, context) -> new Fission(Config.of(parameters)));

  /** Its parameters. */
  record Config(int pool, long reapNanos, long refillNanos, String stemCell) {
    static Config of(Parameters parameters) {
      return new Config(
          parameters.count("pool", 0),
          parameters.nanos("reap"),
          parameters.nanos("refill"),
          parameters.text("stem-cell").strip());
    }
  }

  private final Config config;
  private final StemCells generic;

  Fission(Config config) {
    this.config = config;
    generic = new StemCells(config.stemCell(), config.pool(), config.refillNanos());
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.QUEUED, Event.Kind.EVICTED, Event.Kind.LOST, Event.Kind.REFUSED);
  }

  @Override
  public void observe(Event event, View view) {
    if (event instanceof Event.Refused) {
      generic.refused(event.at());
    } else {
      generic.check(event.at());
    }
  }

  @Override
  public long nextWake() {
    return generic.nextWake();
  }

  @Override
  public List<Proposal> wake(long now, View view) {
    return generic.refill(now, view);
  }

  @Override
  public Origin origin(long now, PoolView pool, View view) {
    return generic.origin(pool, view);
  }

  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    return generic.contains(instance) ? Long.MAX_VALUE : instance.idleSince() + config.reapNanos();
  }

  @Override
  public Iterable<Integer> victims(long now, Resources needed, View view) {
    return generic.victims(view);
  }

  @Override
  public String why(int function) {
    return "an idle one stays %s; %d generic ones are wanted beside"
        .formatted(Said.time(config.reapNanos()), config.pool());
  }
}
