package dev.hearth.benchmarks;

import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Change;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Limits;
import dev.hearth.kernel.Members;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Result;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Scale;
import dev.hearth.kernel.Usage;
import dev.hearth.kernel.World;
import dev.hearth.policies.Registry;
import java.util.SplittableRandom;

/**
 * A kernel with the standard policies whose pools are all warm, in a world in which effects cost
 * nothing. One {@link #invoke} is one invocation from its arrival to its outcome: submitted,
 * admitted, routed, queued, cut, run, ended, replied, and the timers that go with it.
 */
final class WarmKernel {
  private static final int PREPARED = 1 << 16;
  private static final long FAR = 1L << 60;
  private static final long STEP_NANOS = 1_000;

  private final Sink world = new Sink();
  private final Kernel kernel;
  private final Invocation[] invocations = new Invocation[PREPARED];
  private long now;
  private int next;

  /**
   * @param pools functions, each with one warm instance; invocations go to them at random
   * @param inFlight invocations that are always running
   */
  WarmKernel(int pools, int inFlight) {
    var options =
        new KernelOptions(
            0,
            new Resources(1_000_000_000, 0, 1L << 50),
            Limits.DEFAULTS,
            PolicyChoice.DEFAULTS,
            1);
    kernel = new Kernel(options, new Registry(), world);
    for (int function = 0; function < pools; function++) {
      kernel.deploy(now, revision(function));
    }
    world.answerChanges(kernel, now);
    var random = new SplittableRandom(1);
    for (int i = 0; i < PREPARED; i++) {
      long deadline = FAR + random.nextLong(30_000_000_000L);
      invocations[i] = new Invocation(i + 1L, random.nextInt(pools), 0, 1, 0, deadline, deadline);
    }
    for (int i = 0; i < inFlight; i++) {
      submit();
    }
  }

  private static Revision revision(int function) {
    return new Revision(
        function,
        "function-" + function,
        new Configuration(Resources.of(100, 1 << 20), Batching.NONE, 64),
        new Scale(1, 1),
        Objective.NONE,
        1_000,
        true,
        PolicyChoice.DEFAULTS);
  }

  /**
   * One invocation arrives and the one that has run longest ends; returns outcomes given so far.
   */
  long invoke() {
    submit();
    world.endOldest(kernel, now);
    if (now >= kernel.nextWake()) {
      kernel.tick(now);
    }
    return world.replies;
  }

  private void submit() {
    now += STEP_NANOS;
    kernel.submit(now, invocations[next]);
    next = (next + 1) % PREPARED;
  }

  /** Counts effects and remembers which runs to end. */
  private static final class Sink implements World {
    private static final int RING = 1 << 12;

    private final long[] runs = new long[RING];
    private final long[] changes = new long[1 << 20];
    private int changed;
    private int first;
    private int last;
    long replies;

    void answerChanges(Kernel kernel, long now) {
      for (int i = 0; i < changed; i++) {
        kernel.changed(now, changes[i], Result.DONE);
      }
    }

    void endOldest(Kernel kernel, long now) {
      long run = runs[first];
      first = (first + 1) % RING;
      kernel.ended(now, run, 0, Outcome.ANSWERED, Usage.UNKNOWN);
    }

    @Override
    public void change(long change, int instance, Change what) {
      changes[changed++] = change;
    }

    @Override
    public void run(long run, int instance, int slot, Members members, Grant grant) {
      runs[last] = run;
      last = (last + 1) % RING;
    }

    @Override
    public void abort(long run, int member, Cause cause) {
      throw new IllegalStateException("nothing is aborted here");
    }

    @Override
    public void regrant(long run, Grant grant) {
      throw new IllegalStateException("nothing is granted anew here");
    }

    @Override
    public void reply(long invocation, Outcome outcome) {
      if (!(outcome instanceof Outcome.Answered)) {
        throw new IllegalStateException("invocation " + invocation + ": " + outcome);
      }
      replies++;
    }

    @Override
    public void plan(long request, PlanRequest what) {
      throw new IllegalStateException("nothing is planned here");
    }

    @Override
    public void send(int node, Message message) {
      throw new IllegalStateException("there is no other node");
    }
  }
}
