package dev.hearth.policies.fake;

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
import dev.hearth.kernel.Plan;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Result;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Scale;
import dev.hearth.kernel.Usage;
import dev.hearth.kernel.World;
import dev.hearth.policies.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real kernel over a world that writes down what it is told. Changes are answered by {@link
 * #settle}, a start after {@code startNanos}, others at once; runs end when the test says so.
 */
public final class Stage implements World {
  public static final long MILLI = 1_000_000L;
  public static final long SECOND = 1_000 * MILLI;
  public static final long MIB = 1L << 20;

  /** A change as told. */
  public record Told(long change, int instance, Change what) {}

  /** A run as told; {@code rows} and {@code members} as they were at its start. */
  public record Ran(long run, int instance, List<Long> members, int rows, Grant grant) {}

  /** A grant as changed. */
  public record Regranted(long run, Grant grant) {}

  /** A message as sent. */
  public record Sent(int node, Message message) {}

  public final Kernel kernel;
  public final List<Told> changes = new ArrayList<>();
  public final List<Ran> runs = new ArrayList<>();
  public final List<Regranted> regrants = new ArrayList<>();
  public final List<Sent> sent = new ArrayList<>();
  public final List<PlanRequest> plans = new ArrayList<>();
  public final List<Outcome> replies = new ArrayList<>();
  public long now;
  public long startNanos;
  private int settled;
  private long lastRequest;
  private long lastInvocation;

  public Stage(Resources capacity, PolicyChoice ofNode) {
    kernel =
        new Kernel(
            new KernelOptions(0, capacity, Limits.DEFAULTS, plainBeside(ofNode), 42),
            new Registry(),
            this);
  }

  /** Rules without a memory for the roles that are not what is looked at. */
  private static PolicyChoice plainBeside(PolicyChoice chosen) {
    var all =
        PolicyChoice.DEFAULTS
            .with(Role.ADMISSION, "accept", Map.of())
            .with(Role.QUEUE, "fifo", Map.of())
            .with(Role.SCALING, "queue-length", Map.of());
    for (var role : chosen.roles().entrySet()) {
      all = all.with(role.getKey(), role.getValue().suite(), role.getValue().parameters());
    }
    return all;
  }

  public static PolicyChoice whole(String suite, java.util.Map<String, String> parameters) {
    return new Registry()
        .choose(List.of(new PolicyChoice.Named(suite, parameters)), java.util.Map.of());
  }

  public static Configuration configuration(int cpuMillis, long mebibytes, int maxRows) {
    return new Configuration(Resources.of(cpuMillis, mebibytes * MIB), new Batching(maxRows, 0), 1);
  }

  public void deploy(
      int function, Configuration configuration, Objective objective, PolicyChoice choice) {
    deploy(function, "f" + function, configuration, objective, choice);
  }

  /** Under another name than {@code f0}, {@code f1} ... */
  public void deploy(int function, String name, Configuration configuration) {
    deploy(function, name, configuration, Objective.NONE, PolicyChoice.DEFAULTS);
  }

  private void deploy(
      int function,
      String name,
      Configuration configuration,
      Objective objective,
      PolicyChoice choice) {
    deploy(revision(function, name, configuration, objective, choice));
  }

  /** As function 0, whose runs are known. */
  public void deploy(
      Configuration configuration, Objective objective, PolicyChoice choice, Profile profile) {
    deploy(revision(0, "f0", configuration, objective, choice).withProfile(profile));
  }

  public void deploy(Revision revision) {
    kernel.deploy(now, revision);
    settle();
  }

  private static Revision revision(
      int function,
      String name,
      Configuration configuration,
      Objective objective,
      PolicyChoice choice) {
    return new Revision(
        function, name, configuration, new Scale(0, 50), objective, 1_000, true, choice);
  }

  public void deploy(int function, Configuration configuration) {
    deploy(function, configuration, Objective.NONE, PolicyChoice.DEFAULTS);
  }

  public long submit(int function) {
    return submit(function, 600 * SECOND);
  }

  /** Submits one that may take so long; the instant of its arrival is over afterwards. */
  public long submit(int function, long timeoutNanos) {
    long id = ++lastInvocation;
    long deadline = now + timeoutNanos;
    kernel.submit(now, new Invocation(id, function, 0, 1, 0, deadline, deadline));
    settle();
    if (kernel.nextWake() == now + 1) {
      kernel.tick(now + 1);
    }
    return id;
  }

  /** Lets time pass, with every wake on the way. */
  public void advance(long nanos) {
    long end = now + nanos;
    while (kernel.nextWake() <= end) {
      now = Math.max(now, kernel.nextWake());
      kernel.tick(now);
      settle();
    }
    now = end;
    kernel.tick(now);
    settle();
  }

  /** Does what is due at this instant. */
  public void tick() {
    kernel.tick(now);
    settle();
  }

  /** Answers every change told so far. */
  public void settle() {
    while (settled < changes.size()) {
      var told = changes.get(settled++);
      now += told.what() instanceof Change.Create ? startNanos : 0;
      kernel.changed(now, told.change(), Result.DONE);
    }
  }

  public Ran lastRun() {
    return runs.getLast();
  }

  public void end(Ran ran, Usage usage) {
    for (int member = 0; member < ran.members().size(); member++) {
      kernel.ended(now, ran.run(), member, Outcome.ANSWERED, usage);
    }
    settle();
  }

  public void end(Ran ran) {
    end(ran, Usage.UNKNOWN);
  }

  /** Submits one, lets it run for so long and ends it. */
  public Ran serve(int function, long nanos, Usage usage) {
    submit(function);
    tick();
    var ran = lastRun();
    advance(nanos);
    end(ran, usage);
    tick();
    return ran;
  }

  public <C extends Change> List<C> told(Class<C> kind) {
    return changes.stream().map(Told::what).filter(kind::isInstance).map(kind::cast).toList();
  }

  public void answerPlan(dev.hearth.kernel.Planner planner) {
    answerPlan(planner.plan(plans.getLast()));
  }

  /** Answers the last question of a policy. */
  public void answerPlan(Plan plan) {
    kernel.planned(now, lastRequest, plan);
    settle();
  }

  @Override
  public void change(long change, int instance, Change what) {
    changes.add(new Told(change, instance, what));
  }

  @Override
  public void run(long run, int instance, int slot, Members members, Grant grant) {
    var ids = new ArrayList<Long>();
    for (int member = 0; member < members.size(); member++) {
      ids.add(members.invocation(member));
    }
    runs.add(new Ran(run, instance, List.copyOf(ids), members.rows(), grant));
  }

  @Override
  public void abort(long run, int member, Cause cause) {}

  @Override
  public void regrant(long run, Grant grant) {
    regrants.add(new Regranted(run, grant));
  }

  @Override
  public void reply(long invocation, Outcome outcome) {
    replies.add(outcome);
  }

  @Override
  public void plan(long request, PlanRequest what) {
    lastRequest = request;
    plans.add(what);
  }

  @Override
  public void send(int node, Message message) {
    sent.add(new Sent(node, message));
  }
}
