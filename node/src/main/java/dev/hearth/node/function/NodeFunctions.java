package dev.hearth.node.function;

import dev.hearth.functions.Concurrency;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionRuntime;
import dev.hearth.functions.FunctionVersion;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeEnd.Throttle;
import dev.hearth.functions.InvokeReply;
import dev.hearth.kernel.PoolView;
import dev.hearth.kernel.Revision;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.Providers;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.SandboxProvider;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves versions of functions: each is a function of the kernel. Owned by the event loop. */
public final class NodeFunctions implements FunctionRuntime {
  private static final Logger LOG = LoggerFactory.getLogger(NodeFunctions.class);
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final EventLoop loop;
  private final FunctionWorld world;
  private final ServedVersions versions;
  private final Providers providers;
  private final Revisions revisions;
  private final IntSupplier handles;
  private final IntFunction<Optional<PoolView>> pools;
  private final FunctionMeasures.Source measures;
  private final ExecutorService background;

  /**
   * @param handles gives a handle that was never used
   * @param pools what the kernel has of a handle now
   * @param background where what blocks is done
   */
  public NodeFunctions(
      EventLoop loop,
      FunctionWorld world,
      ServedVersions versions,
      Providers providers,
      Revisions revisions,
      IntSupplier handles,
      IntFunction<Optional<PoolView>> pools,
      FunctionMeasures.Source measures,
      ExecutorService background) {
    this.loop = loop;
    this.world = world;
    this.versions = versions;
    this.providers = providers;
    this.revisions = revisions;
    this.handles = handles;
    this.pools = pools;
    this.measures = measures;
    this.background = background;
  }

  @Override
  public CompletionStage<Integer> serve(FunctionVersion version, Concurrency concurrency) {
    var handle = new CompletableFuture<Integer>();
    try {
      Revision revision = revisions.of(handles.getAsInt(), version, concurrency);
      background.execute(() -> prepare(version, revision, concurrency, handle));
    } catch (RuntimeException e) {
      handle.completeExceptionally(refusal(e));
    }
    return handle;
  }

  private static SandboxException refusal(Throwable cause) {
    return cause instanceof SandboxException refused
        ? refused
        : new SandboxException(
            SandboxException.Code.INVALID_PROGRAM, String.valueOf(cause.getMessage()), cause);
  }

  private void prepare(
      FunctionVersion version,
      Revision revision,
      Concurrency concurrency,
      CompletableFuture<Integer> handle) {
    try {
      var configuration = version.configuration();
      Program program = Programs.of(version);
      SandboxProvider provider =
          providers.choose(configuration.sandbox(), configuration.isolation(), program);
      provider.prepare(program);
      var served =
          new Served(
              revision.function(),
              version,
              program,
              provider,
              concurrency,
              new CallDeadlines(loop, configuration.timeoutNanos(), world::overdue));
      loop.post(() -> begin(served, revision, handle));
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      loop.post(() -> handle.completeExceptionally(failure(version, e)));
    }
  }

  private static SandboxException failure(FunctionVersion version, Throwable cause) {
    if (cause instanceof SandboxException || cause instanceof FunctionException) {
      return refusal(cause);
    }
    LOG.error("'{}' could not be prepared", version.name(), cause);
    return new SandboxException(
        SandboxException.Code.FAILED, "its code could not be prepared: " + cause, cause);
  }

  private void begin(Served served, Revision revision, CompletableFuture<Integer> handle) {
    versions.add(served);
    try {
      loop.inputs().deploy(loop.instant(), revision);
    } catch (IllegalStateException e) {
      forget(served);
      handle.completeExceptionally(
          new SandboxException(
              SandboxException.Code.UNAVAILABLE, String.valueOf(e.getMessage()), e));
      return;
    }
    served.measures = measures.apply(served);
    handle.complete(served.handle);
  }

  @Override
  public void resize(int handle, Concurrency concurrency) {
    versions
        .find(handle)
        .filter(served -> !served.retired)
        .ifPresent(
            served -> {
              Revision revision = revisions.of(handle, served.version, concurrency);
              served.concurrency = concurrency;
              loop.inputs().deploy(loop.instant(), revision);
            });
  }

  @Override
  public CompletionStage<Void> retire(int handle) {
    Served served = versions.find(handle).orElse(null);
    if (served == null) {
      return CompletableFuture.completedFuture(null);
    }
    if (!served.retired) {
      served.retired = true;
      loop.inputs().retire(loop.instant(), handle);
    }
    return served.gone;
  }

  @Override
  public int ready(int handle) {
    return pools.apply(handle).map(PoolView::ready).orElse(0);
  }

  @Override
  public Runnable invoke(int handle, Invoke call, InvokeReply reply) {
    Served served = versions.find(handle).orElse(null);
    if (served == null || served.retired) {
      reply.ended(
          new InvokeEnd.Refused(
              Throttle.NO_SUCH_FUNCTION, "the function, or this version of it, is gone", 0));
      return () -> {};
    }
    if (served.full()) {
      reply.ended(throttled(served));
      return () -> {};
    }
    return world.submit(served, call, reply);
  }

  private static InvokeEnd.Refused throttled(Served served) {
    return new InvokeEnd.Refused(
        Throttle.RESERVED_CONCURRENCY,
        "'%s' has its reserved concurrency of %d calls at once; try again, or raise it"
            .formatted(served.version.name(), served.concurrency.reserved().orElse(0)),
        RETRY_NANOS);
  }

  /** The handle of a version that is served. */
  public OptionalInt handle(String function, String version) {
    for (Served served : versions.of(function)) {
      if (!served.retired && served.version.version().equals(version)) {
        return OptionalInt.of(served.handle);
      }
    }
    return OptionalInt.empty();
  }

  /** Frees what retired versions hold once nothing of them is left. */
  public void sweep() {
    for (Served served : List.copyOf(versions.all())) {
      if (served.retired && pools.apply(served.handle).isEmpty() && world.unused(served)) {
        forget(served);
      }
    }
  }

  private void forget(Served served) {
    versions.remove(served);
    served.measures.close();
    background.execute(
        () -> {
          release(served);
          loop.post(() -> served.gone.complete(null));
        });
  }

  private static void release(Served served) {
    try {
      served.provider.release(served.program);
    } catch (RuntimeException e) {
      LOG.warn("what '{}' held was not freed", served.version.name(), e);
    }
  }
}
