package dev.hearth.simulator.replay;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.LongMap;
import dev.hearth.kernel.Members;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import dev.hearth.policies.Registry;
import dev.hearth.simulator.EventQueue;
import dev.hearth.simulator.Faults;
import dev.hearth.simulator.Surroundings;
import dev.hearth.simulator.VirtualNode;
import dev.hearth.simulator.laboratory.Trial;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One live node in the virtual world: its kernel with the same options and revisions, under
 * requests that come at recorded instants. Runs take what the profiles say, on as many threads as
 * the node has, and slow each other down while they overlap; starts take what the node measured;
 * around it all is what a request costs besides, as it was calibrated.
 */
final class Rehearsal implements Surroundings {
  private static final long QUEUE_NANOS = 30_000_000_000L;

  /** Long enough after the last arrival for everything to have its outcome. */
  private static final long AFTERMATH = 120_000_000_000L;

  /** A request on its way. */
  private static final class Flight {
    final int model;
    final long due;

    Flight(int model, long due) {
      this.model = model;
      this.due = due;
    }
  }

  private final Scene scene;
  private final EventQueue events = new EventQueue();
  private final VirtualNode node;
  private final RunThreads threads;
  private final LongMap<Flight> flights = new LongMap<>();
  private final LongMap<Resources> resources = new LongMap<>();
  private final LongMap<Integer> functions = new LongMap<>();
  private final Ended.Collector rows = new Ended.Collector();
  private final long[] coldStarts;
  private long lastId;

  private Rehearsal(Scene scene) {
    this.scene = scene;
    this.coldStarts = new long[scene.models().size()];
    threads =
        new RunThreads(
            events, scene.node().cores(), scene.node().runThreads(), run -> handOff(run));
    KernelOptions options = scene.node().options();
    node =
        new VirtualNode(
            options,
            Faults.NONE,
            this,
            events,
            new SplittableRandom(options.seed()),
            new Registry().planners(),
            Trial::seat);
  }

  /** Replays arrivals, of each model those from the start on, ascending. */
  static Ended of(Scene scene, List<long[]> arrivals) {
    return new Rehearsal(scene).run(arrivals);
  }

  private Ended run(List<long[]> arrivals) {
    for (int model = 0; model < scene.models().size(); model++) {
      node.deploy(scene.models().get(model).withFunction(model));
      var due = arrivals.get(model);
      if (due.length > 0) {
        later(model, due, 0);
      }
    }
    while (events.next() < scene.plan().lengthNanos() + AFTERMATH && !isOver()) {
      events.step();
    }
    return rows.ended(coldStarts);
  }

  private boolean isOver() {
    return events.now() > scene.plan().lengthNanos() && flights.size() == 0;
  }

  private void later(int model, long[] due, int place) {
    events.at(due[place], () -> arrive(model, due, place));
  }

  private void arrive(int model, long[] due, int place) {
    if (place + 1 < due.length) {
      later(model, due, place + 1);
    }
    long id = ++lastId;
    flights.put(id, new Flight(model, due[place]));
    besides(model, scene.overheads().get(model).aroundNanos() / 2, () -> submit(id, model));
  }

  /** Work of the generator and of the event loop, which takes CPU from runs and is not slowed. */
  private void besides(int model, double nanos, Runnable then) {
    double busy = scene.busyAround(model);
    threads.beside(busy);
    events.in(
        Math.round(nanos),
        () -> {
          threads.beside(-busy);
          then.run();
        });
  }

  private void submit(long id, int model) {
    long deadline = node.clock() + QUEUE_NANOS;
    node.submit(
        new Invocation(
            id, model, 0, scene.plan().models().get(model).rows(), 1, deadline, deadline));
  }

  @Override
  public void replied(int from, long invocation, Outcome outcome) {
    var flight = flights.get(invocation);
    if (flight == null) {
      throw new IllegalStateException("invocation " + invocation + " was answered twice");
    }
    besides(
        flight.model,
        scene.overheads().get(flight.model).aroundNanos() / 2,
        () -> ended(invocation, flight, ending(outcome)));
  }

  private void ended(long invocation, Flight flight, Ended.Ending ending) {
    flights.remove(invocation);
    rows.add(flight.model, flight.due, ending, events.now() - flight.due);
  }

  private static Ended.Ending ending(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Answered _ -> Ended.Ending.ANSWERED;
      case Outcome.Rejected _ -> Ended.Ending.REFUSED;
      case Outcome.TimedOut _, Outcome.Failed _, Outcome.Cancelled _ -> Ended.Ending.FAILED;
    };
  }

  @Override
  public long changeNanos(int on, int instance, Change what) {
    return switch (what) {
      case Change.Create create -> {
        resources.put(instance, create.configuration().resources());
        functions.put(instance, create.function());
        yield scene.coldStartNanos(create.function());
      }
      case Change.Bind bind -> {
        functions.put(instance, bind.function());
        yield scene.coldStartNanos(bind.function());
      }
      case Change.Load load -> scene.coldStartNanos(load.function());
      case Change.Unload _, Change.Prepare _, Change.Destroy _ -> 0;
    };
  }

  @Override
  public void changed(int on, int instance, Change what, boolean done) {
    if (what instanceof Change.Create create && events.now() >= scene.plan().warmUpNanos()) {
      coldStarts[create.function()]++;
    }
  }

  @Override
  public long runNanos(int on, int instance, Members members) {
    var flight = flights.get(Invocation.submittersId(members.invocation(0)));
    int model = flight == null ? 0 : flight.model;
    return scene.aloneNanos(model, members.rows(), given(instance));
  }

  private Resources given(int instance) {
    var given = resources.get(instance);
    if (given == null) {
      throw new IllegalStateException("instance " + instance + " was never started");
    }
    return given;
  }

  @Override
  public boolean paces(int on, long run, int instance, long nanos) {
    var function = functions.get(instance);
    Profile profile = scene.models().get(function == null ? 0 : function).profile();
    threads.run(run, nanos, given(instance).cpuMillis(), profile.contention());
    return true;
  }

  /** A run's thread is done; the event loop hears of it a little later. */
  private void handOff(long run) {
    events.in(scene.handOffNanos(), () -> node.done(run));
  }

  /** What is due at the end of a turn of the loop is done then; timers are coarse. */
  @Override
  public long alarm(long now, long instant) {
    if (instant <= now + 1) {
      return instant;
    }
    long step = Math.max(1, scene.node().timerNanos());
    return now + Math.max(1, Math.ceilDiv(instant - now, step)) * step;
  }

  @Override
  public void send(int from, int to, Message message) {
    throw new IllegalStateException("one node has nobody to send to");
  }
}
