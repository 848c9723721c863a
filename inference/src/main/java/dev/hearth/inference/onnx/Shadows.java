package dev.hearth.inference.onnx;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The shadows of one model that no run has taken. A body takes one for the length of a run, so that
 * a shadow serves one body at a time, and a body one shadow. Thread-safe by its lock.
 */
public final class Shadows {
  private final Deque<Shadow> free = new ArrayDeque<>();
  private final Set<Shadow> taken = new HashSet<>();
  private final Set<Shadow> leaving = new HashSet<>();

  private long runs;

  public synchronized void add(Shadow shadow) {
    free.addLast(shadow);
  }

  /**
   * From now on no run takes it. Waits until the run that has it gives it back; false if unknown.
   */
  public synchronized boolean remove(Shadow shadow) {
    boolean known = free.remove(shadow) || taken.contains(shadow);
    leaving.add(shadow);
    boolean interrupted = false;
    while (taken.contains(shadow)) {
      try {
        wait();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    leaving.remove(shadow);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return known;
  }

  synchronized Optional<Shadow> take() {
    Shadow shadow = free.pollFirst();
    if (shadow != null) {
      taken.add(shadow);
      runs++;
    }
    return Optional.ofNullable(shadow);
  }

  synchronized void giveBack(Shadow shadow) {
    taken.remove(shadow);
    if (!leaving.contains(shadow)) {
      free.addFirst(shadow);
    }
    notifyAll();
  }

  /** Runs that a shadow was taken for. */
  public synchronized long runs() {
    return runs;
  }

  /** Shadows that a run could take now or has taken. */
  public synchronized int size() {
    return free.size() + taken.size();
  }
}
