package dev.hearth.sandbox.linux;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work on a thread that ends with it: what a thread changed about itself, such as the namespaces it
 * is in, ends too and reaches no other thread.
 */
final class OwnThread {
  private OwnThread() {}

  static <T> T run(String name, Callable<T> work) throws IOException {
    var task = new FutureTask<T>(work);
    Thread.ofPlatform().name(name).daemon().start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          Throwable cause = Objects.requireNonNull(e.getCause());
          throw new IOException(cause.getMessage(), cause);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
