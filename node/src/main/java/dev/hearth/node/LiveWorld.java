package dev.hearth.node;

import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.generation.Ending;
import dev.hearth.inference.generation.GenerationRequest;
import dev.hearth.inference.generation.Sequence;
import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Change;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.Members;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.Result;
import dev.hearth.kernel.Usage;
import dev.hearth.kernel.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kernel's effects do on a running node: instances are models in memory, runs happen on a
 * pool of threads, replies go to the waiting requests. Called on the event loop; answers there.
 */
final class LiveWorld implements World {
  private static final Logger LOG = LoggerFactory.getLogger(LiveWorld.class);

  private final KernelLoop loop;
  private final Catalogue catalogue;
  private final Requests requests;
  private final Shadowing shadowing;
  private final Planning planning;
  private final ExecutorService runThreads;
  private final ExecutorService loadThreads;

  /** Whoever stops the node ends them from a thread of its own. */
  private final Map<Integer, LiveInstance> instances = new ConcurrentHashMap<>();

  private final Map<Long, Sequence> generating = new HashMap<>();
  private final LiveRuns running = new LiveRuns();

  LiveWorld(
      KernelLoop loop,
      Catalogue catalogue,
      Requests requests,
      Shadowing shadowing,
      Planning planning,
      ExecutorService runThreads,
      ExecutorService loadThreads) {
    this.loop = loop;
    this.catalogue = catalogue;
    this.requests = requests;
    this.shadowing = shadowing;
    this.planning = planning;
    this.runThreads = runThreads;
    this.loadThreads = loadThreads;
  }

  @Override
  public void change(long change, int instance, Change what) {
    switch (what) {
      case Change.Create create -> create(change, instance, create);
      case Change.Bind bind -> bind(change, instance, bind.function());
      case Change.Load load -> load(change, instance, load.function());
      case Change.Unload unload -> unload(change, live(instance), unload.function());
      case Change.Prepare _ -> answer(change, new Result.Failed("models need no preparation"));
      case Change.Destroy _ -> destroy(change, instance);
    }
  }

  private void create(long change, int instance, Change.Create create) {
    if (shadowing.isShadow(create.function())) {
      inBackground(change, shadowing.opening(instance, create.function()));
      return;
    }
    Deployed model = model(create.function());
    var live = new LiveInstance(instance, shadowing, runThreads);
    instances.put(instance, live);
    long since = loop.now();
    loadThreads.execute(
        () -> {
          Result result = attempt(() -> live.bind(model, options(create.configuration())));
          loop.post(() -> created(change, live, model, since, result));
        });
  }

  private void created(long change, LiveInstance live, Deployed model, long since, Result result) {
    switch (result) {
      case Result.Done _ -> model.measures().coldStart(loop.now() - since);
      case Result.Failed failed -> {
        instances.remove(live.id(), live);
        model.measures().coldStartFailed(failed.message());
        LOG.warn("an instance of '{}' did not start: {}", model.name(), failed.message());
      }
    }
    loop.inputs().changed(loop.instant(), change, result);
    if (result instanceof Result.Done) {
      shadowing.bodyReady(model);
    }
  }

  private void load(long change, int instance, int function) {
    Deployed model = model(function);
    LiveInstance live = live(instance);
    timed(
        change,
        () -> live.load(model, options(1_000)),
        model.measures()::preloaded,
        () -> model.measures().loaded("preload", false));
  }

  private void unload(long change, LiveInstance live, int function) {
    inBackground(change, () -> live.unload(function));
  }

  private void bind(long change, int instance, int function) {
    Deployed model = model(function);
    LiveInstance live = live(instance);
    RuntimeOptions options = options(model.manifest().resources().cpuMillis());
    timed(
        change,
        () -> live.bind(model, options),
        model.measures()::tookOver,
        () -> model.measures().loaded("take_over", false));
  }

  /** In the background; how long it took is recorded if it was done. */
  private void timed(long change, Runnable work, LongConsumer measure, Runnable failed) {
    long since = loop.now();
    loadThreads.execute(
        () -> {
          Result result = attempt(work);
          loop.post(
              () -> {
                if (result instanceof Result.Done) {
                  measure.accept(loop.now() - since);
                } else {
                  failed.run();
                }
                loop.inputs().changed(loop.instant(), change, result);
              });
        });
  }

  private void destroy(long change, int instance) {
    if (shadowing.holds(instance)) {
      inBackground(change, () -> shadowing.close(instance));
      return;
    }
    LiveInstance live = instances.remove(instance);
    if (live == null) {
      answer(change, Result.DONE);
    } else {
      inBackground(change, live::close);
    }
  }

  private void inBackground(long change, Runnable work) {
    loadThreads.execute(() -> answer(change, attempt(work)));
  }

  private static Result attempt(Runnable work) {
    try {
      work.run();
      return Result.DONE;
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      return new Result.Failed(String.valueOf(e.getMessage()));
    }
  }

  private void answer(long change, Result result) {
    loop.post(() -> loop.inputs().changed(loop.instant(), change, result));
  }

  private LiveInstance live(int instance) {
    LiveInstance live = instances.get(instance);
    if (live == null) {
      throw new IllegalStateException("instance " + instance + " does not exist");
    }
    return live;
  }

  private Deployed model(int function) {
    return catalogue
        .find(function)
        .orElseThrow(() -> new IllegalStateException("function " + function + " is unknown"));
  }

  private static RuntimeOptions options(Configuration configuration) {
    return options(configuration.resources().cpuMillis());
  }

  private static RuntimeOptions options(int cpuMillis) {
    int threads = Math.clamp(cpuMillis / 1_000, 1, RuntimeOptions.MAX_INTRA_OP_THREADS);
    return RuntimeOptions.defaults().withIntraOpThreads(threads);
  }

  @Override
  public void run(long run, int instance, int slot, Members members, Grant grant) {
    LiveInstance live = live(instance);
    long now = loop.now();
    List<Pending> taken = new ArrayList<>(members.size());
    for (int i = 0; i < members.size(); i++) {
      taken.add(requests.started(members.invocation(i), now));
    }
    if (taken.stream().allMatch(member -> member.wakes)) {
      woken(run, taken.size());
      return;
    }
    Pending first = taken.getFirst();
    if (first.generation != null) {
      generate(run, live, first, first.generation.request());
      return;
    }
    var liveRun = new LiveRun(run, live, taken);
    running.began(run, taken.size(), liveRun.cancellation());
    begun(liveRun, members.rows());
    runThreads.execute(
        () -> {
          LiveRun.Ended ended = liveRun.execute();
          loop.post(() -> ended(liveRun, ended));
        });
  }

  /** A member alone has a slot, and shares the steps of the instance with the other slots. */
  private void generate(long run, LiveInstance live, Pending member, GenerationRequest request) {
    GenerationMeasures measures = member.model.measures().generation();
    measures.began();
    var generation =
        new LiveGeneration(
            run,
            loop,
            member,
            () -> requests.first(member),
            () -> {
              generating.remove(run);
              measures.over();
            });
    try {
      generating.put(run, live.generate(request, generation));
    } catch (RuntimeException e) {
      generation.ended(new Ending.Failed(String.valueOf(e.getMessage())));
    }
  }

  private static void begun(LiveRun run, int rows) {
    List<Deployed> versions = run.versions();
    for (Deployed version : versions) {
      version.measures().batch(rows);
      if (versions.size() > 1) {
        version.measures().shared();
      }
    }
  }

  /** Those who only wanted an instance have one. */
  private void woken(long run, int members) {
    loop.post(
        () -> {
          for (int member = 0; member < members; member++) {
            loop.inputs().ended(loop.instant(), run, member, Outcome.ANSWERED, Usage.UNKNOWN);
          }
        });
  }

  private void ended(LiveRun run, LiveRun.Ended ended) {
    running.ended(run.run());
    boolean answered = !ended.answers().isEmpty();
    if (answered) {
      run.versions().forEach(version -> version.counters().ran(run.rows(version), ended.times()));
    }
    for (int member = 0; member < run.members().size(); member++) {
      if (answered) {
        Pending request = run.members().get(member);
        request.outputs = ended.answers().get(member);
        request.run = ended.times();
      }
      loop.inputs().ended(loop.instant(), run.run(), member, ended.outcome(), ended.usage());
    }
  }

  /**
   * What generates stops at its next step, and a run of the engine once nobody is left whom it is
   * for. While others are left it goes on, but without who went.
   */
  @Override
  public void abort(long run, int member, Cause cause) {
    Sequence sequence = generating.get(run);
    if (sequence != null) {
      sequence.cancel();
    } else if (running.leave(run, member)) {
      var gone = new Outcome.Cancelled(cause);
      loop.post(() -> loop.inputs().ended(loop.instant(), run, member, gone, Usage.UNKNOWN));
    }
  }

  @Override
  public void regrant(long run, Grant grant) {}

  @Override
  public void reply(long invocation, Outcome outcome) {
    requests.ended(invocation, outcome);
  }

  @Override
  public void plan(long request, PlanRequest what) {
    planning.ask(what, plan -> loop.inputs().planned(loop.instant(), request, plan));
  }

  @Override
  public void send(int node, Message message) {
    LOG.warn("a message for node {} is dropped: this node knows no others", node);
  }

  /** Ends all instances; the kernel is not asked any more. */
  void close() {
    instances.values().forEach(LiveInstance::close);
    instances.clear();
  }
}
