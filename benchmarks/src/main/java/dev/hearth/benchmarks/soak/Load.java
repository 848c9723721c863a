package dev.hearth.benchmarks.soak;

import io.vertx.core.Vertx;
import java.util.Random;

/** Sends requests of the mix, closed or open. Owned by the event loop. */
final class Load {
  private static final int TICK_MILLIS = 2;

  private final Vertx vertx;
  private final Traffic traffic;
  private final Random random;
  private long sent;
  private boolean stopped;

  Load(Vertx vertx, Traffic traffic, long seed) {
    this.vertx = vertx;
    this.traffic = traffic;
    random = new Random(seed);
  }

  /** Keeps so many under way. */
  void closed(int concurrency) {
    for (int i = 0; i < concurrency; i++) {
      next();
    }
  }

  private void next() {
    if (!stopped) {
      sent++;
      traffic.send().then(() -> vertx.runOnContext(_ -> next()));
    }
  }

  /** As a Poisson process has them, whatever is answered. */
  void open(double perSecond) {
    double[] due = {System.nanoTime()};
    vertx.setPeriodic(
        TICK_MILLIS,
        timer -> {
          if (stopped) {
            vertx.cancelTimer(timer);
            return;
          }
          double now = System.nanoTime();
          while (due[0] <= now) {
            sent++;
            var _ = traffic.send();
            due[0] -= Math.log(1 - random.nextDouble()) * 1e9 / perSecond;
          }
        });
  }

  long sent() {
    return sent;
  }

  void stop() {
    stopped = true;
  }
}
