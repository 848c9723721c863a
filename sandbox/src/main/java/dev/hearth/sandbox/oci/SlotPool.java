package dev.hearth.sandbox.oci;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slots that wait to be taken, made again by a thread of its own; none before the first {@link
 * #fill}. Thread-safe.
 */
final class SlotPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SlotPool.class);
  private static final long END_SECONDS = 60;

  /** Makes one. */
  interface Maker {
    Slot make() throws IOException;
  }

  private final int most;
  private final Maker maker;
  private final ArrayDeque<Slot> waiting = new ArrayDeque<>();
  private final ExecutorService filler =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("oci-slots").daemon().factory());
  private int underWay;
  private boolean closed;

  SlotPool(int most, Maker maker) {
    this.most = most;
    this.maker = maker;
  }

  /** One that waits, or a new one. */
  Slot take() throws IOException {
    Slot slot;
    synchronized (this) {
      slot = waiting.poll();
    }
    fill();
    return slot == null ? maker.make() : slot;
  }

  /** Has as many made as there shall be, in the background. */
  synchronized void fill() {
    while (!closed && waiting.size() + underWay < most) {
      underWay++;
      try {
        filler.execute(this::add);
      } catch (RejectedExecutionException e) {
        underWay--;
        return;
      }
    }
  }

  private void add() {
    Slot made = null;
    try {
      made = isClosed() ? null : maker.make();
    } catch (IOException | RuntimeException e) {
      LOG.warn("No container was made for the next sandbox: {}", e.getMessage());
    }
    synchronized (this) {
      underWay--;
      notifyAll();
      if (made != null && !closed) {
        waiting.add(made);
        return;
      }
    }
    if (made != null) {
      discard(made);
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private static void discard(Slot slot) {
    try {
      slot.discard();
    } catch (IOException e) {
      LOG.warn("A container that nobody took was not removed: {}", e.getMessage());
    }
  }

  /** Waits until as many slots wait as there shall be, or none is being made. */
  synchronized void awaitFull() throws InterruptedException {
    while (underWay > 0) {
      wait();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    filler.shutdown();
    try {
      if (!filler.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("A container was still being made after {} seconds", END_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    waiting.forEach(SlotPool::discard);
    waiting.clear();
  }
}
