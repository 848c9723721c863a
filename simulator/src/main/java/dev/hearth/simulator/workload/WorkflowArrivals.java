package dev.hearth.simulator.workload;

import dev.hearth.kernel.Invocation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Carries out the plans of workflows: the end of a step leads to the next. */
final class WorkflowArrivals implements WorkflowSource {
  private static final long LONGEST_MICROS = 100_000_000_000L;

  /** A workflow on its way. */
  private static final class Running {
    final WorkflowPlan plan;
    final long begun;
    final int[] open;
    final int[] before;
    int stepsLeft;
    boolean failed;

    Running(WorkflowPlan plan, long begun) {
      this.plan = plan;
      this.begun = begun;
      open = new int[plan.size()];
      before = new int[plan.size()];
      Arrays.setAll(open, i -> plan.step(i).members.size());
      Arrays.setAll(before, i -> plan.step(i).before);
      stepsLeft = plan.size();
    }
  }

  /** One invocation that will be, or is, under way. */
  private record Call(long at, long order, Running workflow, int step, int member, int caller) {
    WorkflowPlan.Member what() {
      return workflow.plan.step(step).members.get(member);
    }
  }

  private final Workflows workload;
  private final long seed;
  private final SplittableRandom beginnings;
  private final PriorityQueue<Call> due =
      new PriorityQueue<>(Comparator.comparingLong(Call::at).thenComparingLong(Call::order));
  private final TreeMap<Long, Call> underWay = new TreeMap<>();
  private final Histogram latency = new Histogram(LONGEST_MICROS, 3);
  private double nextRoot;
  private long order;
  private long begun;
  private long completed;
  private long failed;
  private double latencyNanos;
  private double criticalNanos;

  WorkflowArrivals(Workflows workload, long seed) {
    this.workload = workload;
    this.seed = mixed(seed);
    beginnings = new SplittableRandom(this.seed);
    nextRoot = workload.roots().next(0, beginnings);
  }

  @Override
  public long next() {
    return Math.min(root(), due.isEmpty() ? Long.MAX_VALUE : due.peek().at());
  }

  private long root() {
    return nextRoot < workload.lengthNanos() ? Math.round(nextRoot) : Long.MAX_VALUE;
  }

  @Override
  public void take(Arrival into) {
    while (root() <= next() && root() != Long.MAX_VALUE) {
      beginWorkflow(root());
      nextRoot = workload.roots().next(nextRoot, beginnings);
    }
    var call = due.remove();
    underWay.put(into.id, call);
    into.at = call.at();
    into.function = call.what().function();
    into.durationNanos = call.what().durationNanos();
    into.caller = call.caller();
  }

  /** Its chance is its own, so that how others fare does not change it. */
  private void beginWorkflow(long at) {
    var random = new SplittableRandom(mixed(seed ^ mixed(++begun)));
    var workflow = workload.pick(random.nextDouble());
    var running = new Running(workflow.draw(at, random), at);
    begin(running, 0, at, Invocation.NO_CALLER);
  }

  private void begin(Running workflow, int step, long at, int caller) {
    for (int member = 0; member < workflow.open[step]; member++) {
      due.add(new Call(at, order++, workflow, step, member, caller));
    }
  }

  @Override
  public void ended(long id, long now, boolean answered) {
    var call = underWay.remove(id);
    if (call == null) {
      return;
    }
    var workflow = call.workflow();
    if (!answered) {
      failed += workflow.failed ? 0 : 1;
      workflow.failed = true;
    }
    if (--workflow.open[call.step()] == 0 && !workflow.failed) {
      stepEnded(workflow, call, now);
    }
  }

  private void stepEnded(Running workflow, Call last, long now) {
    for (int next : workflow.plan.step(last.step()).next) {
      if (--workflow.before[next] == 0) {
        begin(workflow, next, now, last.what().function());
      }
    }
    if (--workflow.stepsLeft == 0) {
      completed++;
      long took = now - workflow.begun;
      latency.recordValue(Math.min(LONGEST_MICROS, took / 1_000));
      latencyNanos += took;
      criticalNanos += workflow.plan.criticalNanos();
    }
  }

  @Override
  public WorkflowMeasurements workflows() {
    return new WorkflowMeasurements(
        begun, completed, failed, latency.copy(), latencyNanos, criticalNanos);
  }

  /** Spreads a number over all bits, so that neighbours have nothing in common. */
  private static long mixed(long number) {
    long mixed = (number ^ (number >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
