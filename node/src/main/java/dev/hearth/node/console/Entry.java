package dev.hearth.node.console;

import dev.hearth.gateway.console.Feed;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Role;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One deployment as the feed has it. On the event loop. */
final class Entry {
  final String key;
  final Tally tally;
  final Set<Living> living = new LinkedHashSet<>();

  /** When it changed last, in the feed's count. */
  long changed;

  private Subjects.@Nullable Subject subject;

  Entry(String key, Tally tally) {
    this.key = key;
    this.tally = tally;
  }

  /** What is deployed; it is asked for again after each change of it. */
  void is(Subjects.Subject now) {
    subject = now;
  }

  Subjects.@Nullable Subject subject() {
    return subject;
  }

  /** What the pools of its functions have together. */
  private static final class Sum {
    int starting;
    int idle;
    int busy;
    int changing;
    int draining;
    int stopping;
    int queued;
    int running;
    double objectiveMillis = -1;
    double percentile;

    void add(PoolView pool) {
      queued += pool.queued();
      running += pool.running();
      for (InstanceView instance : pool.instances()) {
        switch (Living.word(instance)) {
          case "starting" -> starting++;
          case "idle" -> idle++;
          case "busy" -> busy++;
          case "changing" -> changing++;
          case "draining" -> draining++;
          default -> stopping++;
        }
      }
      var objective = pool.revision().objective();
      if (objectiveMillis < 0 && objective.latencyNanos() != Long.MAX_VALUE) {
        objectiveMillis = objective.latencyNanos() / 1e6;
        percentile = objective.percentile();
      }
    }

    boolean ready() {
      return idle + busy + changing + draining > 0;
    }

    Feed.Instances instances() {
      return new Feed.Instances(starting, idle, busy, changing, draining, stopping);
    }

    Optional<Feed.Objective> objective() {
      return objectiveMillis < 0
          ? Optional.empty()
          : Optional.of(new Feed.Objective(objectiveMillis, percentile));
    }
  }

  private static Optional<PoolView> pool(Kernel kernel, int function) {
    return Optional.ofNullable(kernel.view().ownPoolOf(function));
  }

  private static Sum sum(Kernel kernel, Subjects.Subject of) {
    var sum = new Sum();
    for (int function : of.functions()) {
      pool(kernel, function).ifPresent(sum::add);
    }
    return sum;
  }

  /** Whether an instance of it is ready. */
  boolean ready(Kernel kernel) {
    return subject != null && sum(kernel, subject).ready();
  }

  Feed.Deployment shown(Subjects.Subject of, Kernel kernel, long now, boolean partsReady) {
    Sum sum = sum(kernel, of);
    tally.objective(sum.objectiveMillis < 0 ? Long.MAX_VALUE : (long) (sum.objectiveMillis * 1e6));
    String state = state(of, sum, partsReady);
    long memory = 0;
    double held = 0;
    for (Living each : living) {
      memory += each.memoryBytes;
      held += of.kind().equals("model") ? each.gibSeconds(now) : 0;
    }
    return new Feed.Deployment(
        key,
        of.kind(),
        of.name(),
        state,
        state.equals("failing") ? of.problem().or(tally::problem) : Optional.empty(),
        of.versions(),
        sum.instances(),
        sum.queued,
        sum.running,
        sum.objective(),
        tally.totals(),
        tally.minute(),
        memory,
        tally.cost(held),
        policies(kernel, of.functions()));
  }

  private String state(Subjects.Subject of, Sum sum, boolean partsReady) {
    if (!of.loaded()) {
      return "unloaded";
    }
    if (of.problem().isPresent() || (tally.problem().isPresent() && !working(sum))) {
      return "failing";
    }
    if (!of.parts().isEmpty()) {
      return partsReady ? "ready" : "asleep";
    }
    if (sum.ready()) {
      return "ready";
    }
    return sum.starting > 0 ? "waking" : "asleep";
  }

  /** A start that follows a failed one is a try; what runs is no proof that it answers. */
  private boolean working(Sum sum) {
    return tally.startFailing() && sum.ready();
  }

  private static Map<String, String> policies(Kernel kernel, List<Integer> functions) {
    var suites = new LinkedHashMap<String, String>();
    for (int function : functions) {
      if (pool(kernel, function).isPresent()) {
        for (Role role : Role.values()) {
          suites.put(role.name(), kernel.appointed(function, role).suite());
        }
        break;
      }
    }
    return suites;
  }
}
