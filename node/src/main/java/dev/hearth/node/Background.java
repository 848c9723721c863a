package dev.hearth.node;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** Has what blocks done on threads of its own; the result comes back on the event loop. */
final class Background {
  private final KernelLoop loop;
  private final ExecutorService threads;

  Background(KernelLoop loop, ExecutorService threads) {
    this.loop = loop;
    this.threads = threads;
  }

  <T> Future<T> call(Callable<T> work) {
    var done = Promise.<T>promise();
    try {
      threads.execute(() -> attempt(work, done));
    } catch (RejectedExecutionException e) {
      done.fail(e);
    }
    return done.future();
  }

  Future<Void> run(Runnable work) {
    return call(
        () -> {
          work.run();
          return null;
        });
  }

  private <T> void attempt(Callable<T> work, Promise<T> done) {
    try {
      T result = work.call();
      loop.post(() -> done.complete(result));
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      loop.post(() -> done.fail(e));
    }
  }
}
