package dev.hearth.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of day as a node sees it: the machine's, or, so that a jump can be tried without
 * touching the machine, the machine's plus what a file says. Schedules, queues, bills and all else
 * that is dated or comes due by the calendar goes by it. How long something takes, time-outs and
 * deadlines of runs never do: those go by a clock that cannot jump.
 */
final class WallClock implements LongSupplier {
  private static final Logger LOG = LoggerFactory.getLogger(WallClock.class);
  private static final long PERIOD_NANOS = 50_000_000;

  private volatile long offsetMillis;

  /** The machine's. */
  static WallClock system() {
    return new WallClock();
  }

  /**
   * The machine's plus the milliseconds that a file says, as a number in decimal; it is read again
   * and again, and 0 until it is there.
   */
  static WallClock following(Path file) {
    var clock = new WallClock();
    clock.read(file);
    Thread.ofPlatform().daemon(true).name("clock").start(() -> clock.follow(file));
    return clock;
  }

  @Override
  public long getAsLong() {
    return System.currentTimeMillis() + offsetMillis;
  }

  private void follow(Path file) {
    while (true) {
      LockSupport.parkNanos(PERIOD_NANOS);
      read(file);
    }
  }

  /** What is no number, such as half of one that is being written, leaves the clock as it is. */
  private void read(Path file) {
    try {
      long offset = Long.parseLong(Files.readString(file).trim());
      if (offset != offsetMillis) {
        LOG.warn("the clock was moved: it is now {} ms beside the machine's", offset);
        offsetMillis = offset;
      }
    } catch (NoSuchFileException | NumberFormatException _) {
      return;
    } catch (IOException e) {
      LOG.warn("the clock's file cannot be read: {}", e.getMessage());
    }
  }
}
