package dev.hearth.policies.faascache;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.parameter.Parameters;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * FaasCache (A. Fuerst and P. Sharma, ASPLOS 2021): keep-alive is caching, so an idle instance
 * stays until memory is short, and then the one of the least Greedy-Dual-Size-Frequency priority
 * goes:
 *
 * <pre>priority = clock + frequency · cost / size</pre>
 *
 * <ul>
 *   <li>{@code clock}: the node's, read at the instance's last use. It becomes the priority of each
 *       instance that goes for want of memory, so what has not been used for long falls behind.
 *   <li>{@code frequency}: invocations that the function's present instances served, so none once
 *       no instance remains.
 *   <li>{@code cost}: seconds its last start took.
 *   <li>{@code size}: the memory an instance reserves, in GiB.
 * </ul>
 *
 * <p>Not here: eviction ahead of need to a free threshold. How much memory a node should have is
 * {@link HitRatioCurve}'s and {@link MemoryController}'s question.
 *
 * <p>Parameters: {@code frequency} ({@code function}, as in the paper; {@code instance} counts each
 * instance's own invocations, so that those that only a peak needed go before the one that serves
 * all day); {@code keep-alive} (0s) ends idle instances also after so long, 0 means never, as in
 * the paper.
 */
public final class FaasCache implements WarmthPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "faascache",
          Suite.Scope.NODE,
          EnumSet.of(Role.WARMTH),
          "Fuerst and Sharma, FaasCache, ASPLOS 2021",
          List.of(
              new Suite.Parameter(
                  "frequency", "", "function", "whose invocations count: function or instance"),
              new Suite.Parameter(
                  "keep-alive", "time", "0s", "how long an idle one stays; 0s means for ever")),
          (parameters, context) -> new FaasCache(Config.of(parameters)));

  /** Its parameters. */
  record Config(boolean sharesFrequency, long keepAliveNanos) {
    static Config of(Parameters parameters) {
      var frequency = parameters.text("frequency");
      if (!List.of("function", "instance").contains(frequency)) {
        throw new IllegalArgumentException(
            "parameter 'frequency' of policy 'faascache' must be function or instance, not '%s'"
                .formatted(frequency));
      }
      return new Config(frequency.equals("function"), parameters.nanos("keep-alive"));
    }
  }

  private final Config config;
  private final Priorities priorities;

  FaasCache(Config config) {
    this.config = config;
    priorities = new Priorities(config.sharesFrequency());
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.READY, Event.Kind.STARTED, Event.Kind.EVICTED, Event.Kind.LOST);
  }

  @Override
  public void observe(Event event, View view) {
    switch (event) {
      case Event.Ready ready -> priorities.ready(ready.instance(), ready.startNanos());
      case Event.Started started -> priorities.used(started.run().instance(), started.run().size());
      case Event.Evicted evicted -> priorities.gone(evicted.instance().id());
      case Event.Lost lost -> priorities.gone(lost.instance());
      default -> {}
    }
  }

  @Override
  public long keepUntil(long now, InstanceView instance, View view) {
    priorities.idle(instance);
    return config.keepAliveNanos() == 0 ? Long.MAX_VALUE : now + config.keepAliveNanos();
  }

  @Override
  public List<Integer> victims(long now, Resources needed, View view) {
    return priorities.least(needed, function -> mayGo(function, view));
  }

  private static boolean mayGo(int function, View view) {
    var pool = view.poolOf(function);
    return pool.size() > pool.revision().scale().min();
  }

  @Override
  public String why(int function) {
    return priorities.said(function);
  }
}
