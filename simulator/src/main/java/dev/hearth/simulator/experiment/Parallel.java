package dev.hearth.simulator.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Runs whole trials side by side. The one class of the simulator that knows threads: a trial has a
 * kernel, a world and chance of its own, and results are taken in the order of the tasks, so how
 * many run at once changes nothing but the time.
 */
final class Parallel {
  private Parallel() {}

  /**
   * The results in the order of the tasks.
   *
   * @param threads how many tasks run at once
   * @param afterEach called on the caller's thread
   * @throws RuntimeException of the first task that failed; those not begun are given up
   */
  static <T> List<T> map(List<Supplier<T>> tasks, int threads, Runnable afterEach) {
    var futures = new ArrayList<Future<T>>();
    try (var executor = Executors.newFixedThreadPool(threads)) {
      var service = new ExecutorCompletionService<T>(executor);
      tasks.forEach(task -> futures.add(service.submit(task::get)));
      try {
        for (int ended = 0; ended < tasks.size(); ended++) {
          check(service.take());
          afterEach.run();
        }
      } finally {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while trials ran", e);
    }
    return futures.stream().map(Future::resultNow).toList();
  }

  private static void check(Future<?> done) throws InterruptedException {
    try {
      done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
