package dev.hearth.policies.histogram;

import java.util.Arrays;

/**
 * A stack of places that instances left, each with the instant at which one is loaded there again,
 * if any, and until when it stays. Of more than {@link #MOST} the oldest are forgotten.
 */
final class IdlePlaces {
  static final int MOST = 1_024;
  private static final long NEVER = Long.MAX_VALUE;

  private long[] since = new long[2];
  private long[] loadAt = new long[2];
  private long[] end = new long[2];
  private int size;
  private int loaded;
  private long nextLoad = NEVER;

  int size() {
    return size;
  }

  void clear() {
    size = 0;
    loaded = 0;
    nextLoad = NEVER;
  }

  /** An instance goes idle. */
  void leave(long now, Windows windows) {
    if (size == MOST) {
      forgetOldest();
    }
    if (size == since.length) {
      since = Arrays.copyOf(since, size * 2);
      loadAt = Arrays.copyOf(loadAt, size * 2);
      end = Arrays.copyOf(end, size * 2);
    }
    since[size] = now;
    loadAt[size] = windows.preWarmNanos() > 0 ? now + windows.preWarmNanos() : 0;
    end[size] = now + windows.endNanos();
    if (windows.preWarmNanos() > 0) {
      nextLoad = Math.min(nextLoad, loadAt[size]);
    }
    size++;
  }

  private void forgetOldest() {
    loaded -= isLoaded(0) ? 1 : 0;
    for (var column : new long[][] {since, loadAt, end}) {
      System.arraycopy(column, 1, column, 0, size - 1);
    }
    size--;
  }

  private boolean isLoaded(int place) {
    return loadAt[place] == NEVER;
  }

  /** Work takes the place that was left last; since when that was idle. */
  long take() {
    int top = --size;
    if (!isLoaded(top) && loaded > 0) {
      giveScheduleToLoaded(top);
    } else if (isLoaded(top)) {
      loaded--;
    } else if (loadAt[top] == nextLoad) {
      nextLoad = earliestLoad();
    }
    return since[top];
  }

  /** The instance that serves comes from another place, which waits in this one's stead. */
  private void giveScheduleToLoaded(int top) {
    int place = top - 1;
    while (!isLoaded(place)) {
      place--;
    }
    loadAt[place] = loadAt[top];
    end[place] = end[top];
    loaded--;
  }

  private long earliestLoad() {
    long earliest = NEVER;
    for (int place = 0; place < size; place++) {
      if (loadAt[place] > 0) {
        earliest = Math.min(earliest, loadAt[place]);
      }
    }
    return earliest;
  }

  /** The next instant at which one is loaded, or {@code Long.MAX_VALUE}. */
  long nextLoad() {
    return nextLoad;
  }

  /** Loads what is due; returns at how many places one is to be there now. */
  int load(long now) {
    loaded = 0;
    for (int place = 0; place < size; place++) {
      if (loadAt[place] > 0 && loadAt[place] <= now) {
        loadAt[place] = NEVER;
      }
      if (isLoaded(place)) {
        if (end[place] > now) {
          loaded++;
        } else {
          loadAt[place] = 0;
        }
      }
    }
    nextLoad = earliestLoad();
    return loaded;
  }

  /** Until when the last of those loaded again stays; 0 if there are none. */
  long lastEnd() {
    long last = 0;
    for (int place = 0; loaded > 0 && place < size; place++) {
      last = isLoaded(place) ? Math.max(last, end[place]) : last;
    }
    return last;
  }
}
