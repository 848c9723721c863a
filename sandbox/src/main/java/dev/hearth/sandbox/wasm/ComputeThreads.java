package dev.hearth.sandbox.wasm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads that run WebAssembly, as many at once as there are cores, so that a call that never ends
 * holds up no other.
 *
 * <p>A feedback queue of two levels (as in Corbató et al., AFIPS 1962). A call starts on the upper
 * one; once it has run for a quantum it belongs to the lower one and is stopped, at its next jump
 * backwards, whenever something waits above; now and then there is a turn for the lower level, too.
 * What a stopped call has on its stack stays there: it keeps its thread, which sleeps. A call that
 * waits for something gives its core away meanwhile.
 *
 * <p>A thread past the first few that has nothing to do ends. When all threads are taken, calls
 * wait; each sandbox has one call at a time, so there are never more than there are sandboxes.
 */
final class ComputeThreads implements AutoCloseable {
  private static final long QUANTUM_NANOS = 4_000_000;
  private static final long PATIENCE_NANOS = 40_000_000;
  private static final long TICK_NANOS = 2_000_000;
  private static final long LINGER_NANOS = 10_000_000_000L;

  private final int cores;
  private final int maximumThreads;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Turn> upper = new ArrayDeque<>();
  private final ArrayDeque<Worker> lower = new ArrayDeque<>();
  private final ArrayDeque<Worker> idle = new ArrayDeque<>();
  private final Set<Worker> running = new HashSet<>();
  private final Set<Worker> all = new HashSet<>();
  private final Thread clock;
  private volatile boolean ticking;
  private int slotsTaken;
  private long lowerServed = System.nanoTime();
  private int numbered;
  private volatile boolean closed;

  /** Something that waits for a core on the upper level: a new call, or a thread that has one. */
  private record Turn(@Nullable Runnable task, @Nullable Worker worker) {}

  /**
   * None running yet.
   *
   * @param cores calls that run at once
   * @param maximumThreads calls that run, wait or were stopped half-way, at once
   */
  ComputeThreads(int cores, int maximumThreads) {
    this.cores = cores;
    this.maximumThreads = maximumThreads;
    clock = Thread.ofPlatform().name("wasm-clock").daemon().unstarted(this::tick);
    clock.start();
  }

  /** Runs a task as soon as there is a core for it. */
  void execute(Runnable task) {
    Worker woken;
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the threads have ended");
      }
      upper.add(new Turn(task, null));
      makeRoom();
      woken = slotsTaken < cores ? dispatch() : null;
    } finally {
      lock.unlock();
    }
    wake(woken);
    if (!ticking) {
      LockSupport.unpark(clock);
    }
  }

  /** If all cores are taken, takes one from the lower level. */
  private void makeRoom() {
    if (slotsTaken < cores) {
      return;
    }
    for (Worker worker : running) {
      if (worker.demoted) {
        takeAway(worker);
        return;
      }
    }
  }

  /**
   * Takes a worker's core away. It stops at its next jump backwards; nobody waits for that, for the
   * machine may not let it run for long.
   */
  private void takeAway(Worker worker) {
    worker.slot = false;
    worker.stopAsked = true;
    worker.since = System.nanoTime();
    running.remove(worker);
    slotsTaken--;
    lower.add(worker);
  }

  /** Gives a free core to whoever is next and returns the thread to wake, if one has to be. */
  private @Nullable Worker dispatch() {
    Turn turn = isLowersTurn() ? null : upper.peek();
    if (turn == null) {
      return fromLower();
    }
    Worker worker = turn.worker() == null ? free() : turn.worker();
    if (worker == null) {
      return fromLower();
    }
    upper.remove();
    worker.task = turn.task() == null ? worker.task : turn.task();
    return granted(worker);
  }

  private boolean isLowersTurn() {
    Worker waiting = lower.peek();
    if (waiting == null) {
      return false;
    }
    long now = System.nanoTime();
    return now - waiting.since > PATIENCE_NANOS && now - lowerServed > PATIENCE_NANOS;
  }

  private @Nullable Worker fromLower() {
    Worker next = lower.poll();
    if (next == null) {
      return null;
    }
    lowerServed = System.nanoTime();
    return granted(next);
  }

  private @Nullable Worker free() {
    Worker worker = idle.pollLast();
    if (worker != null) {
      worker.idle = false;
    }
    if (worker == null && all.size() < maximumThreads) {
      worker = new Worker(this, "wasm-" + numbered++);
      all.add(worker);
      worker.start();
    }
    return worker;
  }

  private Worker granted(Worker worker) {
    slotsTaken++;
    worker.slot = true;
    worker.stopAsked = false;
    worker.since = System.nanoTime();
    running.add(worker);
    return worker;
  }

  private @Nullable Worker released(Worker worker) {
    worker.stopAsked = false;
    if (!worker.slot) {
      lower.remove(worker);
      return null;
    }
    worker.slot = false;
    running.remove(worker);
    slotsTaken--;
    return dispatch();
  }

  private static void wake(@Nullable Worker worker) {
    LockSupport.unpark(worker);
  }

  /** The worker's next task; null when it is to end. */
  @Nullable Runnable next(Worker worker) {
    boolean told = false;
    while (true) {
      Worker woken = null;
      lock.lock();
      try {
        if (worker.task != null && worker.slot) {
          Runnable task = worker.task;
          worker.task = null;
          return task;
        }
        if (closed || (told && all.size() > cores && idle.remove(worker))) {
          idle.remove(worker);
          all.remove(worker);
          woken = released(worker);
          return null;
        }
        if (!worker.idle && worker.task == null) {
          worker.idle = true;
          idle.addLast(worker);
          woken = released(worker);
        }
      } finally {
        lock.unlock();
        if (woken != worker) {
          wake(woken);
        }
      }
      if (woken != worker) {
        long since = System.nanoTime();
        LockSupport.parkNanos(this, LINGER_NANOS);
        told = System.nanoTime() - since >= LINGER_NANOS;
      }
    }
  }

  /** At a point where the worker can stop: waits for a core, if its own was taken away. */
  void stop(Worker worker) {
    sleepUntilGranted(worker);
  }

  /** The worker is going to wait for something other than a core. */
  void waits(Worker worker) {
    Worker woken;
    lock.lock();
    try {
      woken = released(worker);
    } finally {
      lock.unlock();
    }
    wake(woken);
  }

  /** It need not wait any more, and goes on once there is a core. */
  void goesOn(Worker worker) {
    Worker woken;
    lock.lock();
    try {
      upper.add(new Turn(null, worker));
      makeRoom();
      woken = slotsTaken < cores ? dispatch() : null;
    } finally {
      lock.unlock();
    }
    wake(woken);
    sleepUntilGranted(worker);
  }

  /** An interrupted call goes on without a core: all it does is end. */
  private void sleepUntilGranted(Worker worker) {
    while (!worker.slot && !worker.wasInterrupted()) {
      LockSupport.park(this);
    }
    if (!worker.slot) {
      giveUpWaiting(worker);
    }
  }

  private void giveUpWaiting(Worker worker) {
    lock.lock();
    try {
      if (!worker.slot) {
        worker.stopAsked = false;
        lower.remove(worker);
        upper.removeIf(turn -> turn.worker() == worker);
      }
    } finally {
      lock.unlock();
    }
  }

  private void tick() {
    int quiet = 0;
    while (!closed) {
      quiet = demote() ? 0 : quiet + 1;
      if (quiet > 50) {
        ticking = false;
        LockSupport.park(this);
        quiet = 0;
      }
      ticking = true;
      LockSupport.parkNanos(this, TICK_NANOS);
    }
  }

  /** Ends quanta, and says whether anything runs. */
  private boolean demote() {
    List<Worker> woken = new ArrayList<>();
    lock.lock();
    try {
      long now = System.nanoTime();
      for (Worker worker : List.copyOf(running)) {
        if (now - worker.since > QUANTUM_NANOS) {
          worker.demoted = true;
          if (!upper.isEmpty() || !lower.isEmpty()) {
            takeAway(worker);
            woken.add(dispatch());
          }
        }
      }
      return !running.isEmpty();
    } finally {
      lock.unlock();
      woken.forEach(ComputeThreads::wake);
    }
  }

  /** Threads there are now. */
  int size() {
    lock.lock();
    try {
      return all.size();
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts what still runs and waits for it a little. */
  @Override
  public void close() {
    List<Worker> left;
    lock.lock();
    try {
      closed = true;
      upper.clear();
      left = new ArrayList<>(all);
    } finally {
      lock.unlock();
    }
    LockSupport.unpark(clock);
    left.forEach(Thread::interrupt);
    left.forEach(ComputeThreads::join);
  }

  private static void join(Worker worker) {
    try {
      worker.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
