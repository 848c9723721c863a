package dev.hearth.cli.bench;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** Measures the rows one after the other; Ctrl-C ends the one under way and leaves out the rest. */
final class Rows {
  private static final long LOOK_MS = 100;
  private static final long PRINTING_SECONDS = 5;

  private final Wire wire;
  private final List<Request> requests;
  private final List<LoadPlan> plans;
  private final AnswerCheck check;
  private final AtomicReference<Run> running = new AtomicReference<>();
  private final CountDownLatch printed = new CountDownLatch(1);
  private volatile boolean interrupted;

  Rows(Wire wire, List<Request> requests, List<LoadPlan> plans, AnswerCheck check) {
    this.wire = wire;
    this.requests = requests;
    this.plans = List.copyOf(plans);
    this.check = check;
  }

  void measure(Report report) {
    var hook = new Thread(this::interrupt, "bench-interrupted");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      for (LoadPlan plan : plans) {
        if (!interrupted) {
          report.row(measure(plan));
        }
      }
      report.end();
    } finally {
      printed.countDown();
      forget(hook);
    }
  }

  private Result measure(LoadPlan plan) {
    var run = new Run(wire, requests, plan, check);
    running.set(run);
    CompletableFuture<Result> result = run.start();
    try (var progress = new Progress(plan)) {
      while (true) {
        try {
          return result.get(LOOK_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
          progress.at(run.progress());
        }
        if (interrupted) {
          run.stop();
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      interrupted = true;
      run.stop();
      return result.join();
    }
  }

  /** On Ctrl-C: what was measured is printed before the process goes. */
  private void interrupt() {
    interrupted = true;
    Run run = running.get();
    if (run != null) {
      run.stop();
    }
    try {
      printed.await(PRINTING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // It runs already.
    }
  }
}
