package dev.hearth.node.function;

import dev.hearth.kernel.Result;
import dev.hearth.sandbox.StartPriority;
import dev.hearth.sandbox.Timeline;
import io.netty.util.collection.IntObjectHashMap;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sandboxes of functions, by the kernel's numbers of instances: made and ended on threads of
 * their own, which the kernel is told of on the loop.
 */
final class FunctionInstances {
  private static final Logger LOG = LoggerFactory.getLogger(FunctionInstances.class);

  private final FunctionWorld world;
  private final EventLoop loop;
  private final ServedVersions versions;
  private final ExecutorService starts;
  private final ExecutorService furtherStarts;
  private final IntObjectHashMap<FunctionInstance> instances = new IntObjectHashMap<>();

  /**
   * None yet.
   *
   * @param starts where first instances are started and all are ended
   * @param furtherStarts where instances are started beside others that answer: they are many, and
   *     nobody's first waits behind them
   */
  FunctionInstances(
      FunctionWorld world,
      EventLoop loop,
      ServedVersions versions,
      ExecutorService starts,
      ExecutorService furtherStarts) {
    this.world = world;
    this.loop = loop;
    this.versions = versions;
    this.starts = starts;
    this.furtherStarts = furtherStarts;
  }

  /** One that is there or on its way. */
  @Nullable FunctionInstance get(int instance) {
    return instances.get(instance);
  }

  /** Whether there is one of a version, ready or not. */
  boolean any(Served served) {
    for (FunctionInstance instance : instances.values()) {
      if (instance.served == served) {
        return true;
      }
    }
    return false;
  }

  /** Does what blocks. */
  void background(Runnable work) {
    starts.execute(work);
  }

  void create(long change, int instance, int function) {
    Served served = versions.require(function);
    var live = new FunctionInstance(instance, served, loop.now(), world);
    StartPriority priority = answers(served) ? StartPriority.FURTHER : StartPriority.FIRST;
    instances.put(instance, live);
    ExecutorService threads = priority == StartPriority.FIRST ? starts : furtherStarts;
    threads.execute(
        () -> {
          try {
            Timeline timeline = live.start(priority);
            loop.post(() -> created(change, live, timeline));
          } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            loop.post(() -> notCreated(change, live, e));
          }
        });
  }

  private boolean answers(Served served) {
    for (FunctionInstance instance : instances.values()) {
      if (instance.served == served && instance.isReady()) {
        return true;
      }
    }
    return false;
  }

  private void created(long change, FunctionInstance live, Timeline timeline) {
    long now = loop.now();
    live.ready(now);
    live.served.measures.started(timeline, now - live.askedAt);
    world.started(live, timeline);
    world.changed(change, Result.DONE);
  }

  private void notCreated(long change, FunctionInstance live, Throwable cause) {
    instances.remove(live.id);
    String message = String.valueOf(cause.getMessage());
    live.served.measures.startFailed(message);
    LOG.warn("an instance of '{}' did not start: {}", live.served.version.name(), message);
    world.changed(change, new Result.Failed(message));
  }

  void destroy(long change, int instance) {
    FunctionInstance live = instances.get(instance);
    if (live == null) {
      world.changedAtOnce(change, Result.DONE);
      return;
    }
    background(
        () -> {
          Result result = closed(live);
          loop.post(() -> destroyed(change, live, result));
        });
  }

  private static Result closed(FunctionInstance live) {
    try {
      live.close();
      return Result.DONE;
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("a sandbox of '{}' did not end cleanly", live.served.version.name(), e);
      return new Result.Failed(String.valueOf(e.getMessage()));
    }
  }

  private void destroyed(long change, FunctionInstance live, Result result) {
    if (result instanceof Result.Done) {
      instances.remove(live.id);
    }
    world.changed(change, result);
  }

  /** Ends them all; the kernel is not asked any more. Blocks. */
  void close() {
    List.copyOf(instances.values()).forEach(FunctionInstances::closed);
    instances.clear();
  }
}
