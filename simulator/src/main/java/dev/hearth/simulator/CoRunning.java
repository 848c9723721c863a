package dev.hearth.simulator;

import java.util.Arrays;

/**
 * Runs that go on at the same time on the cores of one node and slow each other down for as long as
 * they overlap. Each has work left, in nanoseconds that it would take alone; it is done at the
 * speed
 *
 * <pre>
 *   share / (1 + contention * others),
 *   share = min(1, cores / wanted),
 * </pre>
 *
 * where {@code wanted} are the cores that all runs, and what else goes on, would keep busy, and
 * {@code others} those of them that others do keep busy, at most what is left of the node. Speeds
 * change when a run begins or ends. Only the first end is an event: a change costs time
 * proportional to the runs there are, and allocates nothing.
 */
public final class CoRunning {
  /** Hears that a run's work is done. */
  public interface Listener {
    void done(long run);
  }

  /** Less work than this is none: a nanosecond is the finest time there is. */
  private static final double DONE = 0.5;

  private final EventQueue events;
  private final double cores;
  private final Listener listener;
  private final EventQueue.Handler end = this::end;

  private long[] ids = new long[8];
  private double[] left = new double[8];
  private double[] wants = new double[8];
  private double[] contention = new double[8];
  private int size;

  private long[] ended = new long[8];
  private double wanted;
  private long since;
  private long armedAt = Long.MAX_VALUE;

  /** Nothing goes on on so many cores. */
  public CoRunning(EventQueue events, double cores, Listener listener) {
    this.events = events;
    this.cores = cores;
    this.listener = listener;
  }

  /** Cores that are wanted now, by runs and by what else goes on. */
  public double wanted() {
    return wanted;
  }

  /**
   * A run begins.
   *
   * @param nanosAlone how long it would take with nothing beside it
   * @param keepsBusy cores it keeps busy
   * @param slowedBy by what share it is slower for each other core that is busy
   */
  public void begin(long run, long nanosAlone, double keepsBusy, double slowedBy) {
    progress();
    if (size == ids.length) {
      grow();
    }
    ids[size] = run;
    left[size] = (double) nanosAlone;
    wants[size] = keepsBusy;
    contention[size++] = slowedBy;
    wanted += keepsBusy;
    arm();
  }

  /** A run ends before its work is done; nothing happens if it is not there. */
  public void quit(long run) {
    for (int i = 0; i < size; i++) {
      if (ids[i] == run) {
        progress();
        remove(i);
        arm();
        return;
      }
    }
  }

  /** Something that is no run, and is not slowed down itself, keeps more or fewer cores busy. */
  public void beside(double more) {
    progress();
    wanted += more;
    arm();
  }

  /** Takes off what was done since the last change. */
  private void progress() {
    double nanos = events.now() - since;
    since = events.now();
    if (nanos > 0) {
      for (int i = 0; i < size; i++) {
        left[i] -= nanos * speed(i);
      }
    }
  }

  private double speed(int run) {
    double others = Math.max(0, Math.min(wanted, cores) - wants[run]);
    double share = wanted > cores ? cores / wanted : 1;
    return share / (1 + contention[run] * others);
  }

  /**
   * Sees that an event comes no later than the first end. One that comes too early finds nothing
   * done and sets the next, so that what slows runs down sets none.
   */
  private void arm() {
    double first = Double.POSITIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      first = Math.min(first, Math.max(0, left[i]) / speed(i));
    }
    long at = size == 0 ? Long.MAX_VALUE : events.now() + (long) Math.ceil(first - DONE);
    if (at < armedAt) {
      armedAt = at;
      events.at(at, end, at, 0);
    }
  }

  private void end(long at, long unused) {
    if (at != armedAt) {
      return;
    }
    armedAt = Long.MAX_VALUE;
    progress();
    int done = 0;
    for (int i = 0; i < size; ) {
      if (left[i] <= DONE) {
        ended[done++] = ids[i];
        remove(i);
      } else {
        i++;
      }
    }
    arm();
    if (done > 0) {
      tell(done);
    }
  }

  /** What hears of an end may begin runs, so the ends are held apart. */
  private void tell(int done) {
    var now = done == 1 ? null : Arrays.copyOf(ended, done);
    if (now == null) {
      listener.done(ended[0]);
    } else {
      for (long run : now) {
        listener.done(run);
      }
    }
  }

  /**
   * Those behind move up, so that ends at one instant are told in the order of their beginnings.
   */
  private void remove(int run) {
    wanted -= wants[run];
    int behind = --size - run;
    System.arraycopy(ids, run + 1, ids, run, behind);
    System.arraycopy(left, run + 1, left, run, behind);
    System.arraycopy(wants, run + 1, wants, run, behind);
    System.arraycopy(contention, run + 1, contention, run, behind);
    if (size == 0 && Math.abs(wanted) < 1e-9) {
      wanted = 0;
    }
  }

  private void grow() {
    ids = Arrays.copyOf(ids, size * 2);
    ended = Arrays.copyOf(ended, size * 2);
    left = Arrays.copyOf(left, size * 2);
    wants = Arrays.copyOf(wants, size * 2);
    contention = Arrays.copyOf(contention, size * 2);
  }
}
