package dev.hearth.sandbox.process;

import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.StartPriority;
import dev.hearth.sandbox.Timeline;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers made before anybody asks, for no function yet: a start then is that of the interpreter
 * alone. The stem cells of Apache OpenWhisk, for all languages. One that is taken is replaced in
 * the background.
 */
final class Spares implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Spares.class);

  private final Ground ground;
  private final LongSupplier numbers;
  private final int count;
  private final ArrayDeque<Container> ready = new ArrayDeque<>();
  private int making;
  private boolean closed;

  /**
   * None yet.
   *
   * @param count how many to keep
   */
  Spares(Ground ground, LongSupplier numbers, int count) {
    this.ground = ground;
    this.numbers = numbers;
    this.count = count;
  }

  /** One, made to fit; empty if there is none at the moment. */
  Optional<Container> take(ProgramLimits limits) throws IOException {
    Container spare;
    synchronized (this) {
      spare = ready.poll();
    }
    fill();
    if (spare != null) {
      fit(spare, limits);
    }
    return Optional.ofNullable(spare);
  }

  private static void fit(Container spare, ProgramLimits limits) throws IOException {
    try {
      spare.fit(limits);
    } catch (IOException e) {
      spare.discard();
      throw e;
    }
  }

  /** Makes what is missing, in the background, one after another. */
  synchronized void fill() {
    if (!closed && making == 0 && ready.size() < count) {
      making++;
      Thread.ofVirtual().name("spare-container").start(this::make);
    }
  }

  private void make() {
    Container made = null;
    try {
      var recorder = new Timeline.Recorder();
      made =
          Container.start(
              ground, numbers.getAsLong(), ProgramLimits.DEFAULTS, StartPriority.FURTHER, recorder);
    } catch (IOException | RuntimeException e) {
      LOG.warn("No container could be made in advance: {}", e.getMessage());
    } finally {
      made(made); // after an error too, since close waits for it
    }
  }

  private synchronized void made(@Nullable Container one) {
    making--;
    notifyAll();
    if (one != null) {
      ready.add(one);
      fill();
    }
  }

  /** Ends those that are left. */
  @Override
  public synchronized void close() {
    closed = true;
    boolean interrupted = false;
    while (making > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    ready.forEach(Spares::discard);
    ready.clear();
  }

  private static void discard(Container spare) {
    try {
      spare.discard();
    } catch (IOException e) {
      LOG.warn("A container that nobody took was not removed: {}", e.getMessage());
    }
  }
}
