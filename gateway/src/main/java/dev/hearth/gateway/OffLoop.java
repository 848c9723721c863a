package dev.hearth.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;

/** Keeps the event loop free of long work. */
public final class OffLoop {
  private final Vertx vertx;

  public OffLoop(Vertx vertx) {
    this.vertx = vertx;
  }

  /** What {@code work} returns: computed at once, or on another thread if it is large. */
  public <T> Future<T> maybe(boolean large, Callable<T> work) {
    if (large) {
      return vertx.executeBlocking(work, false);
    }
    try {
      return Future.succeededFuture(work.call());
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }
}
