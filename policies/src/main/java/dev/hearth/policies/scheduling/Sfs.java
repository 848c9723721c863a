package dev.hearth.policies.scheduling;

import dev.hearth.kernel.AllocationPolicy;
import dev.hearth.kernel.CpuClass;
import dev.hearth.kernel.Event;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.Mark;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.RunView;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.View;
import dev.hearth.policies.parameter.Parameters;
import dev.hearth.policies.parameter.Said;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * SFS, smart function scheduler (Y. Fu et al., SC 2022): short functions run undisturbed, long ones
 * pay for it. On each core one run at a time is first-in-first-out for at most a slice
 *
 * <pre>S = mean time between the last {@code window} arrivals · cores</pre>
 *
 * and falls back to the system's fair class when the slice is used up. Other runs wait in one queue
 * in order of arrival, in the fair class meanwhile. A run that blocks leaves its core to the next
 * and queues again, with what is left of its slice, once it goes on. While the head of the queue
 * has waited longer than {@code overload · S} new runs go straight to the fair class.
 *
 * <p>Before two arrivals there is no slice and all runs are in the fair class.
 *
 * <p>Parameters: {@code window} (100 arrivals), {@code overload} (3).
 */
public final class Sfs implements AllocationPolicy {
  public static final Suite SUITE =
      Parameters.suite(
          "sfs",
          Suite.Scope.NODE,
          EnumSet.of(Role.ALLOCATION),
          "Fu et al., SFS, SC 2022",
          List.of(
              new Suite.Parameter("window", "arrivals", "100", "arrivals the slice is made from"),
              new Suite.Parameter("overload", "slices", "3", "wait past which arrivals bypass")),
          (parameters, context) -> new Sfs(Config.of(parameters)));

  /** Its parameters. */
  record Config(int window, double overload) {
    static Config of(Parameters parameters) {
      return new Config(parameters.count("window", 2), parameters.number("overload", 0, 1_000));
    }
  }

  /** A run that waits for a core, or has one. */
  private static final class Turn {
    final long run;
    long since;
    long sliceLeft;

    Turn(long run, long since, long sliceLeft) {
      this.run = run;
      this.since = since;
      this.sliceLeft = sliceLeft;
    }
  }

  private final Config config;
  private final long[] arrivals;
  private long arrived;
  private final List<Turn> waiting = new ArrayList<>();
  private final List<Turn> onCore = new ArrayList<>();
  private final List<Turn> blocked = new ArrayList<>();
  private final List<Long> demote = new ArrayList<>();
  private long nextWake = Long.MAX_VALUE;
  private long lastSlice;

  Sfs(Config config) {
    this.config = config;
    arrivals = new long[config.window()];
  }

  @Override
  public Set<Event.Kind> interests() {
    return EnumSet.of(
        Event.Kind.ARRIVED, Event.Kind.ENDED, Event.Kind.SLICE_ENDED, Event.Kind.MARKED);
  }

  @Override
  public Grant grant(long now, RunView run, View view) {
    var fair = Grant.whole(run.instance().configuration().resources());
    long slice = slice(view);
    lastSlice = slice;
    if (slice == 0 || overloaded(now, slice)) {
      return fair;
    }
    var turn = new Turn(run.id(), now, slice);
    if (!waiting.isEmpty() || onCore.size() >= cores(view)) {
      waiting.add(turn);
      return fair;
    }
    onCore.add(turn);
    return fair.withCpuClass(CpuClass.FIFO, slice);
  }

  /** Nanoseconds, or 0 where too little is known. */
  long slice(View view) {
    int known = (int) Math.min(arrived, arrivals.length);
    if (known < 2) {
      return 0;
    }
    long last = arrivals[(int) ((arrived - 1) % arrivals.length)];
    long first = arrivals[(int) ((arrived - known) % arrivals.length)];
    return (last - first) / (known - 1) * cores(view);
  }

  private static int cores(View view) {
    return Math.max(1, view.self().capacity().cpuMillis() / 1000);
  }

  private boolean overloaded(long now, long slice) {
    return !waiting.isEmpty() && now - waiting.getFirst().since > config.overload() * slice;
  }

  @Override
  public void observe(Event event, View view) {
    switch (event) {
      case Event.Arrived happened -> arrivals[(int) (arrived++ % arrivals.length)] = happened.at();
      case Event.Ended happened -> leave(happened.run().id(), happened.at());
      case Event.SliceEnded happened -> leave(happened.run().id(), happened.at());
      case Event.Marked happened -> marked(happened.run().id(), happened.mark(), happened.at());
      case Event.Queued _,
          Event.Started _,
          Event.Ready _,
          Event.Idled _,
          Event.Lost _,
          Event.Evicted _,
          Event.Refused _,
          Event.Sampled _,
          Event.Topology _ -> {}
    }
  }

  private void leave(long run, long now) {
    waiting.removeIf(turn -> turn.run == run);
    blocked.removeIf(turn -> turn.run == run);
    if (onCore.removeIf(turn -> turn.run == run)) {
      promoteAt(now);
    }
  }

  private void marked(long run, Mark mark, long now) {
    if (mark == Mark.BLOCKED) {
      block(run, now);
    } else if (mark == Mark.UNBLOCKED) {
      resume(run, now);
    }
  }

  private void block(long run, long now) {
    for (var turn : List.copyOf(onCore)) {
      if (turn.run == run) {
        onCore.remove(turn);
        turn.sliceLeft -= now - turn.since;
        blocked.add(turn);
        demote.add(run);
        promoteAt(now);
      }
    }
  }

  private void resume(long run, long now) {
    for (var turn : List.copyOf(blocked)) {
      if (turn.run == run) {
        blocked.remove(turn);
        turn.since = now;
        if (turn.sliceLeft > 0) {
          waiting.add(turn);
          promoteAt(now);
        }
      }
    }
  }

  private void promoteAt(long now) {
    if (!waiting.isEmpty() || !demote.isEmpty()) {
      nextWake = now;
    }
  }

  @Override
  public long nextWake() {
    return nextWake;
  }

  /** Gives free cores to those that wait longest. */
  @Override
  public List<Proposal> wake(long now, View view) {
    nextWake = Long.MAX_VALUE;
    var proposals = new ArrayList<Proposal>();
    for (long run : demote) {
      regrant(run, CpuClass.DEFAULT, 0, view, proposals);
    }
    demote.clear();
    while (!waiting.isEmpty() && onCore.size() < cores(view)) {
      var turn = waiting.removeFirst();
      if (view.hasRun(turn.run)) {
        turn.since = now;
        onCore.add(turn);
        regrant(turn.run, CpuClass.FIFO, turn.sliceLeft, view, proposals);
      }
    }
    return proposals;
  }

  private static void regrant(
      long run, CpuClass to, long slice, View view, List<Proposal> proposals) {
    if (view.hasRun(run)) {
      var grant = view.runOf(run).grant();
      proposals.add(new Proposal.Regrant(run, grant.withCpuClass(to, slice)));
    }
  }

  @Override
  public String why(int function) {
    return lastSlice == 0
        ? "fewer than 2 arrivals: no slice, the system's fair class"
        : "a slice of %s from the last %d arrivals; %d first in, first out and %d that wait"
            .formatted(
                Said.time(lastSlice),
                Math.min(arrived, arrivals.length),
                onCore.size(),
                waiting.size());
  }
}
