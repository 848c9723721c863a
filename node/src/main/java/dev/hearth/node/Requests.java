package dev.hearth.node;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.inference.InferenceService;
import dev.hearth.gateway.inference.ServedModel;
import dev.hearth.gateway.trace.Origin;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.generation.GenerationRequest;
import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.Outcome;
import dev.hearth.node.trace.Recorder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The unanswered requests and their payloads, which the kernel knows by number only. Owned by the
 * event loop.
 */
final class Requests implements InferenceService {
  private static final int ONE_TENANT = 0;
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final KernelLoop loop;
  private final Catalogue catalogue;
  private final String version;
  private final LongSupplier wallMillis;
  private final Recorder recorder;
  private final Shapes shapes = new Shapes();
  private final Map<Long, Pending> pending = new HashMap<>();
  private long lastId;
  private boolean draining;
  private boolean opening;
  private Runnable emptied = () -> {};
  private @Nullable OperatorTimes operators;

  Requests(
      KernelLoop loop,
      Catalogue catalogue,
      String version,
      LongSupplier wallMillis,
      Recorder recorder) {
    this.recorder = recorder;
    this.loop = loop;
    this.catalogue = catalogue;
    this.version = version;
    this.wallMillis = wallMillis;
  }

  /** Who finds out how long operators take, for those who ask. */
  void operators(OperatorTimes times) {
    operators = times;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public boolean ready() {
    return !draining && !opening;
  }

  @Override
  public Optional<Deployed> model(String name) {
    return catalogue.find(name).map(ModelVersions::inForce);
  }

  @Override
  public List<Deployed> versions(String name) {
    return catalogue.find(name).map(ModelVersions::all).orElse(List.of());
  }

  @Override
  public Optional<Deployed> choose(String name, Optional<String> key) {
    return catalogue.choose(name, key);
  }

  @Override
  public Call infer(
      ServedModel asked, InferenceRequest request, long timeoutNanos, Origin origin, Reply reply) {
    return infer(asked, request, timeoutNanos, Invocation.NO_CALLER, origin, reply);
  }

  /** The same for a request that the end of another function led to. */
  Call infer(
      ServedModel asked,
      InferenceRequest request,
      long timeoutNanos,
      int caller,
      Origin origin,
      Reply reply) {
    Deployed model = present((Deployed) asked);
    requireLoaded(model);
    requireTensors(model);
    model.graph().check(request);
    Shapes.Key shape =
        model
            .axes()
            .map(axes -> new Shapes.Key(model.program(), axes.signature(request)))
            .orElse(null);
    long now = loop.instant();
    var entry = Pending.of(++lastId, model, request, shape, now, reply);
    return submit(entry, timeoutNanos, caller, origin);
  }

  @Override
  public Call generate(
      ServedModel asked,
      GenerationRequest request,
      long timeoutNanos,
      Origin origin,
      TextReply reply) {
    Deployed model = present((Deployed) asked);
    requireLoaded(model);
    var generation = new Pending.Generation(request, reply);
    var entry = Pending.generating(++lastId, model, generation, loop.instant());
    return submit(entry, timeoutNanos, Invocation.NO_CALLER, origin);
  }

  private Call submit(Pending entry, long timeoutNanos, int caller, Origin origin) {
    pending.put(entry.id, entry);
    Deployed model = entry.model;
    recorder.submitted(
        entry.id,
        model.function(),
        model.key(),
        model.version(),
        origin,
        entry.rows,
        entry.submittedAt);
    entry.model.counters().submitted(wallMillis.getAsLong());
    long deadline = entry.submittedAt + timeout(entry.model, timeoutNanos);
    loop.inputs().submit(entry.submittedAt, invocation(entry, deadline, caller));
    return () -> cancel(entry);
  }

  private static void requireTensors(Deployed model) {
    if (model.generation().isPresent()) {
      throw Problem.badRequest(
          ("model '%s' generates text; ask it with POST /openai/v1/completions,"
                  + " /openai/v1/chat/completions or /v2/models/%s/generate")
              .formatted(model.name(), model.name()));
    }
  }

  /** The version as it is now; it may be gone since it was asked for. */
  private Deployed present(Deployed asked) {
    return catalogue
        .find(asked.name(), asked.number())
        .filter(found -> found.function() == asked.function())
        .orElseThrow(
            () ->
                Problem.passing(
                    503,
                    "version %s of model '%s' was replaced meanwhile; ask again"
                        .formatted(asked.version(), asked.name()),
                    RETRY_NANOS));
  }

  /**
   * Has an instance of a version ready that nobody calls yet: an invocation that runs nothing.
   *
   * @param then hears its outcome; it was answered if there is an instance
   */
  void wake(Deployed version, long timeoutNanos, Consumer<Outcome> then) {
    long now = loop.instant();
    var entry = Pending.waking(++lastId, version, now, (outcome, _) -> then.accept(outcome));
    pending.put(entry.id, entry);
    loop.inputs().submit(now, invocation(entry, now + timeoutNanos, Invocation.NO_CALLER));
  }

  /** A call does not wake an unloaded model. */
  private static void requireLoaded(Deployed model) {
    if (!model.loaded()) {
      throw Problem.of(
          503,
          "model '%s' is unloaded; load it with POST /v2/repository/models/%s/load"
              .formatted(model.name(), model.name()));
    }
  }

  private Invocation invocation(Pending entry, long deadline, int caller) {
    int shape = entry.shape == null ? 0 : shapes.take(entry.shape);
    return new Invocation(
        entry.id,
        entry.model.function(),
        ONE_TENANT,
        entry.rows,
        shape,
        deadline,
        deadline,
        caller);
  }

  private static long timeout(Deployed model, long asked) {
    return Math.min(asked, model.manifest().timeoutNanos().orElse(Long.MAX_VALUE));
  }

  private void cancel(Pending entry) {
    if (pending.containsKey(entry.id)) {
      loop.inputs().cancel(loop.instant(), entry.id, Cause.CALLER);
    }
  }

  /** A request starts to run. */
  Pending started(long id, long now) {
    Pending entry = pending.get(id);
    if (entry == null) {
      throw new IllegalStateException("invocation " + id + " is unknown");
    }
    if (entry.startedAt < 0) {
      entry.startedAt = now;
      if (!entry.wakes) {
        entry.model.measures().queued(now - entry.submittedAt);
        entry.model.counters().queued(now - entry.submittedAt);
      }
    }
    return entry;
  }

  /** The first of its text is there. */
  void first(Pending entry) {
    recorder.first(entry.id);
  }

  /** A request has its outcome. */
  void ended(long id, Outcome outcome) {
    Pending entry = pending.remove(id);
    if (entry == null) {
      return;
    }
    entry.over = true;
    if (entry.shape != null) {
      shapes.release(entry.shape);
    }
    if (!entry.wakes) {
      recorder.ended(id, outcome, entry.run.parts(loop.sinceSystemClock()));
      long nanos = loop.now() - entry.submittedAt;
      entry.model.measures().ended(outcome, nanos);
      entry.model.counters().ended(outcome, entry.rows, nanos, entry.run);
      if (recorder.operatorsWanted() && operators != null) {
        operators.trace(entry.model, entry.request.inputs(), recorder.operators());
      }
      recorder.over();
    }
    boolean answered = outcome instanceof Outcome.Answered;
    List<Tensor> outputs = answered ? entry.outputs : List.of();
    if (entry.generation == null) {
      entry.reply.ended(outcome, outputs);
    } else {
      entry.generation.reply().ended(outcome, answered ? entry.finished : Optional.empty());
    }
    if (pending.isEmpty()) {
      emptied.run();
    }
  }

  /** Whether what the node is to serve from its start is still being prepared. */
  void opening(boolean now) {
    opening = now;
  }

  int unanswered() {
    return pending.size();
  }

  /** Takes nothing new; does {@code then} once everything accepted is answered. */
  void drain(Runnable then) {
    draining = true;
    loop.inputs().drain(loop.instant());
    emptied = then;
    if (pending.isEmpty()) {
      then.run();
    }
  }
}
