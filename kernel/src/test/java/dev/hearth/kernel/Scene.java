package dev.hearth.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.FakeWorld.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A kernel of node 0 on a {@link FakeWorld}, with a clock that tests move. The audit looks at it
 * after every input. Instances are named by their ids, runs by how many-th they were; both count
 * from 1.
 */
final class Scene {
  private record Staged(Kernel kernel, Audit audit) {}

  static final long MS = 1_000_000L;
  static final long S = 1_000 * MS;

  final FakeWorld world = new FakeWorld();
  final FakeSuites suites = new FakeSuites();
  private final TreeSet<Long> answeredChanges = new TreeSet<>();
  private Resources capacity = Resources.of(64_000, 1_000);
  private Limits limits = Limits.DEFAULTS;
  private final List<Deployment> deployments = new ArrayList<>();
  private @Nullable Staged staged;
  private long now;

  /** A scene with these functions deployed once the first input comes. */
  static Scene of(Deployment... deployments) {
    var scene = new Scene();
    scene.deployments.addAll(List.of(deployments));
    return scene;
  }

  Scene policy(Role role, Policy policy) {
    suites.use(role, policy);
    return this;
  }

  Scene suite(String id, Suite.Scope scope, Suite.Factory factory) {
    suites.add(id, scope, factory);
    return this;
  }

  Scene memory(long bytes) {
    capacity = Resources.of(64_000, bytes);
    return this;
  }

  Scene bounds(Bounds bounds) {
    limits = bounds.limits();
    return this;
  }

  Kernel kernel() {
    return staged().kernel;
  }

  private Staged staged() {
    var made = staged;
    if (made == null) {
      var options = new KernelOptions(0, capacity, limits, PolicyChoice.DEFAULTS, 1);
      var kernel = new Kernel(options, suites, world);
      made = new Staged(kernel, new Audit(kernel));
      staged = made;
      deployments.forEach(this::deploy);
    }
    return made;
  }

  /** Gives the kernel one input and audits it. */
  Scene input(Consumer<Kernel> input) {
    input.accept(kernel());
    assertThat(staged().audit.check()).isEmpty();
    return this;
  }

  Scene deploy(Deployment deployment) {
    return input(it -> it.deploy(now, deployment.revision()));
  }

  Scene retire(int function) {
    return input(it -> it.retire(now, function));
  }

  Scene drain() {
    return input(it -> it.drain(now));
  }

  /** Invocations of function 0, one after another. */
  Scene submit(long... ids) {
    for (long id : ids) {
      submit(Call.call(id));
    }
    return this;
  }

  Scene submit(Call call) {
    return input(it -> it.submit(now, call.invocation()));
  }

  Scene cancel(long invocation) {
    return input(it -> it.cancel(now, invocation, Cause.CALLER));
  }

  /** Does all that is due until then, each thing at its instant. */
  Scene at(long instant) {
    while (kernel().nextWake() <= instant) {
      now = Math.max(now, kernel().nextWake());
      input(it -> it.tick(now));
    }
    now = instant;
    return this;
  }

  /** Lets time pass without a tick, as when the loop is late. */
  Scene late(long instant) {
    now = instant;
    return this;
  }

  /** Every open {@code Create} succeeds. */
  Scene created() {
    for (var each : open(Change.Create.class)) {
      answer(each, Result.DONE);
    }
    return this;
  }

  Scene createdUsing(long peakMemory) {
    for (var each : open(Change.Create.class)) {
      answer(each, new Result.Done(new Usage(0, 0, peakMemory)));
    }
    return this;
  }

  /** Every open {@code Create} fails. */
  Scene startFails(String message) {
    for (var each : open(Change.Create.class)) {
      answer(each, new Result.Failed(message));
    }
    return this;
  }

  /** Every open {@code Destroy} succeeds. */
  Scene destroyed() {
    for (var each : open(Change.Destroy.class)) {
      answer(each, Result.DONE);
    }
    return this;
  }

  /** The latest change of an instance ends. */
  Scene answer(int instance, Result result) {
    var latest =
        world.all(Effect.Changed.class).stream()
            .filter(each -> each.instance() == instance)
            .toList()
            .getLast();
    return answer(latest, result);
  }

  private Scene answer(Effect.Changed changed, Result result) {
    answeredChanges.add(changed.change());
    return input(it -> it.changed(now, changed.change(), result));
  }

  private List<Effect.Changed> open(Class<? extends Change> kind) {
    return world.all(Effect.Changed.class).stream()
        .filter(each -> kind.isInstance(each.what()))
        .filter(each -> !answeredChanges.contains(each.change()))
        .toList();
  }

  /** All members of a run are answered. */
  Scene ends(int run) {
    return ends(run, Outcome.ANSWERED);
  }

  /** All members of a run end so. */
  Scene ends(int run, Outcome outcome) {
    for (int member = 0; member < run(run).members().size(); member++) {
      ends(run, member, outcome);
    }
    return this;
  }

  Scene ends(int run, int member, Outcome outcome) {
    return input(it -> it.ended(now, run(run).run(), member, outcome, Usage.UNKNOWN));
  }

  Scene lose(int instance) {
    return input(it -> it.lost(now, instance, "it crashed"));
  }

  Scene uses(int instance, long peakMemory) {
    return input(it -> it.measured(now, instance, new Usage(0, 0, peakMemory)));
  }

  Scene hears(int from, Message message) {
    return input(it -> it.message(now, from, message));
  }

  Scene nodeIs(int node, boolean reachable) {
    return input(it -> it.node(now, new NodeState(node, reachable, capacity, Resources.NONE, 0)));
  }

  long now() {
    return now;
  }

  /** Ids of the members of each run so far. */
  List<List<Long>> runs() {
    return world.all(Effect.Ran.class).stream().map(Effect.Ran::members).toList();
  }

  Effect.Ran run(int number) {
    return world.all(Effect.Ran.class).get(number - 1);
  }

  @Nullable Outcome outcome(long invocation) {
    return world.outcomes().get(invocation);
  }

  boolean answered(long invocation) {
    return world.outcomes().containsKey(invocation);
  }

  /** Instances whose creation was asked for. */
  List<Integer> creates() {
    return instances(Change.Create.class);
  }

  /** Instances whose end was asked for, once for each time it was. */
  List<Integer> destroys() {
    return instances(Change.Destroy.class);
  }

  private List<Integer> instances(Class<? extends Change> kind) {
    return world.all(Effect.Changed.class).stream()
        .filter(each -> kind.isInstance(each.what()))
        .map(Effect.Changed::instance)
        .toList();
  }

  List<Change> changesOf(int instance) {
    return world.all(Effect.Changed.class).stream()
        .filter(each -> each.instance() == instance)
        .map(Effect.Changed::what)
        .toList();
  }

  List<Message> sentTo(int node) {
    return world.all(Effect.Sent.class).stream()
        .filter(each -> each.node() == node)
        .map(Effect.Sent::message)
        .toList();
  }

  Resources charged() {
    return kernel().ledger.charged();
  }

  PoolView pool(int function) {
    return kernel().view().poolOf(function);
  }

  /** Whether nothing is left of any invocation or instance. */
  boolean isEmpty() {
    return staged().audit.isEmpty();
  }
}
