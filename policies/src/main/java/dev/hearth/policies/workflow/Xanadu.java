package dev.hearth.policies.workflow;

import dev.hearth.kernel.Event;
import dev.hearth.kernel.InstanceView;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.InvocationView;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.kernel.WarmthPolicy;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import dev.hearth.policies.workflow.Speculation.Expectation;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Xanadu (N. Daw et al., Middleware 2020): the branches of workflows are learned from who calls
 * whom, and when one begins, the instances of its most likely path are started just in time. From
 * each function the path goes on to the callee with the greatest probability, a moving average
 * ({@link CallGraph}), and to every other that is as good as certain (a multicast). With a function
 * at {@code i} and the next at {@code i + 1}
 *
 * <pre>
 * predicted(i + 1) = begin(i) + execution time(i)
 * start(i + 1)     = max(now, predicted(i + 1) - cold start time(i + 1))
 * begin(i + 1)     = max(predicted(i + 1), start(i + 1) + cold start time(i + 1))
 * </pre>
 *
 * in nanoseconds, where {@code begin} is {@code predicted} if an instance is warm already. Each
 * call that comes corrects the instants of what follows it. A call that was not on the path is a
 * misprediction: what was started for the expected one and its followers is stopped, and the path
 * is planned anew from the call that came. A join is timed by the caller that is found first.
 *
 * <p>Here: implicit workflows (nobody declares them), just-in-time and at-once starting. From
 * memory, not from the paper: how certain a multicast must be, the weight of the moving average and
 * how long an expected call may be late. Not here: the choice of isolation.
 *
 * <p>Parameters: {@code path} ({@code likeliest}, or {@code everything} that may follow), {@code
 * start} ({@code just-in-time}, or {@code at-once}), {@code forgetting} (0.02), {@code certain}
 * (0.95, calls an end), {@code margin} (0s, earlier by so much), {@code patience} (10s, how late a
 * call may be), {@code keep-alive} (30s, of an instance that was used), {@code open} (10000,
 * expectations at a time).
 */
public final class Xanadu implements WarmthPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "xanadu",
          Suite.Scope.NODE,
          EnumSet.of(Role.WARMTH),
          "Daw et al., Xanadu: Mitigating Cascading Cold Starts, Middleware 2020",
          List.of(
              new Suite.Parameter("path", "", "likeliest", "or everything that may follow"),
              new Suite.Parameter("start", "", "just-in-time", "or at-once"),
              new Suite.Parameter("forgetting", "", "0.02", "weight of the newest observation"),
              new Suite.Parameter("certain", "calls", "0.95", "an end, to be on the path anyway"),
              new Suite.Parameter("margin", "time", "0s", "how much earlier an instance starts"),
              new Suite.Parameter("patience", "time", "10s", "how late an expected call may be"),
              new Suite.Parameter("keep-alive", "time", "30s", "how long a used one stays"),
              new Suite.Parameter("open", "", "10000", "expectations at a time")),
          (parameters, context) -> new Xanadu(Config.of(parameters)));

  /** Its parameters. */
  record Config(
      boolean everything,
      boolean atOnce,
      double forgetting,
      double certain,
      long marginNanos,
      long patienceNanos,
      long keepAliveNanos,
      int open) {
    static Config of(Parameters parameters) {
      return new Config(
          Choice.of(parameters, "path", "likeliest", "everything"),
          Choice.of(parameters, "start", "just-in-time", "at-once"),
          parameters.number("forgetting", 0, 0.99),
          parameters.number("certain", 0, 1),
          parameters.nanos("margin"),
          parameters.nanos("patience"),
          parameters.nanos("keep-alive"),
          parameters.count("open", 1));
    }
  }

  /** A function whose ends lead to so many calls does not choose between its callees. */
  private static final double SEVERAL = 1.5;

  private static final int LONGEST_PATH = 64;
  private static final int WAKES_A_CLEANING = 1_024;

  private final Config config;
  private final CallGraph graph;
  private final Speculations speculations;
  private long now;
  private long wakes;

  Xanadu(Config config) {
    this.config = config;
    graph = new CallGraph(config.forgetting());
    speculations = new Speculations(config.open());
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(Event.Kind.ARRIVED, Event.Kind.ENDED, Event.Kind.READY);
  }

  @Override
  public void observe(Event event, View view) {
    now = event.at();
    if (event instanceof Event.Ended ended) {
      graph.ended(ended);
    } else if (event instanceof Event.Arrived arrived) {
      arrived(arrived.invocation(), view);
    } else if (event instanceof Event.Ready ready) {
      graph.started(ready.instance().function(), ready.startNanos());
    }
  }

  private void arrived(InvocationView invocation, View view) {
    int caller = invocation.caller();
    if (caller != Invocation.NO_CALLER) {
      graph.called(caller, invocation.function());
      var expected = speculations.oldest(caller, invocation.function());
      if (expected == null) {
        expected = speculations.oldestStarted(invocation.function());
      }
      if (expected != null) {
        speculations.fulfil(expected);
        correct(expected, view);
        return;
      }
      var instead = speculations.oldestExclusive(caller);
      if (instead != null) {
        speculations.cancel(instead);
      }
    }
    if (graph.likeliest(invocation.function()) != null) {
      speculate(invocation.function(), view);
    }
  }

  /** When an invocation of a function that arrives then, its instance started then, begins. */
  private long begin(int function, long arrival, long startAt, View view) {
    var pool = view.ownPoolOf(function);
    boolean warm = pool != null && Speculations.spare(pool) - speculations.claimed(function) > 0;
    return warm
        ? arrival
        : Math.max(arrival, startAt + (long) Math.max(0, graph.startNanos(function)));
  }

  private void speculate(int function, View view) {
    var speculation = new Speculation();
    plan(speculation, null, function, 1);
    long begin = begin(function, now, now, view);
    for (var expectation : speculation.all()) {
      time(expectation, Speculation.NO_PARENT, function, begin, view);
    }
    speculations.open(speculation);
  }

  /** Adds what follows a function, callers before callees. */
  private void plan(
      Speculation speculation, @Nullable Expectation parent, int function, double visits) {
    var likeliest = graph.likeliest(function);
    if (likeliest == null) {
      return;
    }
    boolean exclusive = !config.everything() && graph.calls(function) < SEVERAL;
    for (var callee : graph.callees(function)) {
      double mean = graph.mean(function, callee);
      boolean certain = mean >= config.certain();
      boolean wanted =
          callee.equals(likeliest)
              || certain
              || (config.everything() && mean >= CallGraph.LEAST_MEAN);
      if (wanted && speculation.size() < LONGEST_PATH && !speculation.expects(callee.function)) {
        int count = (int) Math.max(1, Math.rint(visits * mean));
        var next =
            parent == null
                ? speculation.first(function, callee.function, count, exclusive)
                : speculation.after(parent, callee.function, count, exclusive);
        plan(speculation, next, callee.function, visits * mean);
      }
    }
  }

  /** Sets the instants of an expectation from those of its parent, or of what is under way. */
  private void time(Expectation expectation, int place, int function, long begin, View view) {
    long callerBegins = begin;
    int caller = function;
    if (expectation.parent != place) {
      var parent = expectation.of.all().get(expectation.parent);
      callerBegins = begin(parent.function, parent.predicted, parent.startAt, view);
      caller = parent.function;
    }
    long predicted = callerBegins + (long) Math.max(0, graph.execNanos(caller));
    long startAt =
        config.atOnce()
            ? now
            : Math.max(
                now,
                predicted
                    - config.marginNanos()
                    - (long) Math.max(0, graph.startNanos(expectation.function)));
    expectation.execNanos = (long) graph.execNanos(expectation.function);
    speculations.retime(
        expectation,
        predicted,
        expectation.started ? expectation.startAt : startAt,
        Math.max(predicted, startAt) + config.patienceNanos());
  }

  /** A call has come: what follows it is expected relative to now, or to when it can begin. */
  private void correct(Expectation come, View view) {
    var pool = view.ownPoolOf(come.function);
    boolean ready = pool != null && pool.freeSlots() > pool.queued();
    long begin =
        ready
            ? now
            : Math.max(now, come.startAt + (long) Math.max(0, graph.startNanos(come.function)));
    come.predicted = now;
    var followers = come.of.from(come);
    for (var follower : followers.subList(1, followers.size())) {
      time(follower, come.place, come.function, begin, view);
    }
  }

  @Override
  public long nextWake() {
    return speculations.next(now);
  }

  @Override
  public List<Proposal> wake(long instant, View view) {
    now = instant;
    if (++wakes % WAKES_A_CLEANING == 0) {
      graph.forgetRetired(view);
    }
    return speculations.due(now, view);
  }

  @Override
  public long keepUntil(long instant, InstanceView instance, View view) {
    long needed = speculations.neededUntil(instance.function(), instant);
    return instance.runs() == 0 ? needed : Math.max(needed, instant + config.keepAliveNanos());
  }

  @Override
  public String why(int function) {
    return "its end leads to %s calls, a run takes %s; instances for %d expected calls of it"
        .formatted(
            Said.number(graph.calls(function)),
            Said.time(Math.max(0, graph.execNanos(function))),
            speculations.claimed(function));
  }
}
