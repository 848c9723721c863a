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
 * backwards, whenever something waits above; there is a turn for the lower level, too, when it has
 * waited for long. What a stopped call has on its stack stays there: it keeps its thread, which
 * sleeps. A call that waits for something gives its core away meanwhile.
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
      woken = slotsTaken < cores ? dispatch() : null;
      if (woken == null) {
        makeRoom();
      }
    } finally {
      lock.unlock();
    }
    wake(woken);
    if (!ticking) {
      LockSupport.unpark(clock);
    }
  }

  /** Stops one that runs on the lower level, for something waits on the upper one. */
  private void makeRoom() {
    for (Worker worker : running) {
      if (worker.demoted && !worker.stopAsked) {
        worker.stopAsked = true;
        return;
      }
    }
  }

  /** Gives a free core to whoever is next and returns the thread to wake, if one has to be. */
  private @Nullable Worker dispatch() {
    Worker waiting = lower.peek();
    boolean patient = waiting == null || System.nanoTime() - waiting.since < PATIENCE_NANOS;
    Turn turn = patient ? upper.peek() : null;
    if (turn == null) {
      return waiting == null ? null : granted(lower.remove());
    }
    Worker worker = turn.worker() == null ? free() : turn.worker();
    if (worker == null) {
      return waiting == null ? null : granted(lower.remove());
    }
    upper.remove();
    worker.task = turn.task() == null ? worker.task : turn.task();
    return granted(worker);
  }

  private @Nullable Worker free() {
    Worker worker = idle.pollLast();
    if (worker != null) {
      worker.idle = false;
    }
    if (worker == null && all.size() < maximumThreads) {
      worker = new Worker(this, "wasm-" + numbered++);
      all.add(worker);
    }
    return worker;
  }

  private Worker granted(Worker worker) {
    slotsTaken++;
    worker.slot = true;
    worker.since = System.nanoTime();
    running.add(worker);
    return worker;
  }

  private @Nullable Worker released(Worker worker) {
    if (!worker.slot) {
      return null;
    }
    worker.slot = false;
    worker.stopAsked = false;
    running.remove(worker);
    slotsTaken--;
    return dispatch();
  }

  private static void wake(@Nullable Worker worker) {
    if (worker == null) {
      return;
    }
    if (worker.getState() == Thread.State.NEW) {
      worker.start();
    } else {
      LockSupport.unpark(worker);
    }
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
        if (!worker.idle) {
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

  /** At a point where the worker can be stopped: lets others run first, if they wait. */
  void stop(Worker worker) {
    Worker woken;
    lock.lock();
    try {
      worker.stopAsked = false;
      if (!worker.slot || (upper.isEmpty() && lower.isEmpty())) {
        return;
      }
      worker.demoted = true;
      lower.add(worker);
      woken = released(worker);
      worker.since = System.nanoTime();
    } finally {
      lock.unlock();
    }
    if (woken != worker) {
      wake(woken);
    }
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
    lock.lock();
    try {
      if (slotsTaken < cores) {
        granted(worker);
        return;
      }
      upper.add(new Turn(null, worker));
      makeRoom();
    } finally {
      lock.unlock();
    }
    sleepUntilGranted(worker);
  }

  /** An interrupted call goes on without a core: all it does is end. */
  private void sleepUntilGranted(Worker worker) {
    while (!worker.slot && !worker.interrupted0()) {
      LockSupport.park(this);
    }
    lock.lock();
    try {
      if (!worker.slot) {
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

  /** Whether anything runs. */
  private boolean demote() {
    lock.lock();
    try {
      long now = System.nanoTime();
      boolean wanted = !upper.isEmpty() || !lower.isEmpty();
      for (Worker worker : running) {
        if (now - worker.since > QUANTUM_NANOS) {
          worker.demoted = true;
          worker.stopAsked = wanted;
        }
      }
      return !running.isEmpty();
    } finally {
      lock.unlock();
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
