package dev.hearth.functions;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Has what waits for the disk done off the event loop; results come back on it. */
public final class Blocking {
  private final Loop loop;
  private final Executor threads;

  public Blocking(Loop loop, Executor threads) {
    this.loop = loop;
    this.threads = threads;
  }

  /** Does something that has a result. */
  public <T> CompletionStage<T> call(Supplier<T> work) {
    var done = new CompletableFuture<T>();
    try {
      threads.execute(() -> attempt(work, done));
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(
          new FunctionException(FunctionException.Code.SERVICE, "the node is going down", e));
    }
    return done;
  }

  /** Does something that has none; true once it is done. */
  public CompletionStage<Boolean> run(Runnable work) {
    return call(
        () -> {
          work.run();
          return true;
        });
  }

  private <T> void attempt(Supplier<T> work, CompletableFuture<T> done) {
    try {
      T result = work.get();
      loop.execute(() -> done.complete(result));
    } catch (RuntimeException | OutOfMemoryError e) {
      loop.execute(() -> done.completeExceptionally(e));
    }
  }
}
