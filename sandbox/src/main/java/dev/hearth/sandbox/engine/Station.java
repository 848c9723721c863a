package dev.hearth.sandbox.engine;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Sandbox;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The workers of one function and the calls that wait for them. */
final class Station {
  private final int maxWaiting;
  private final ManagedConcurrency concurrency = new ManagedConcurrency();
  private final ArrayDeque<Sandbox> idle = new ArrayDeque<>();
  private final List<Sandbox> workers = new ArrayList<>();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private int running;

  Station(int maxWaiting) {
    this.maxWaiting = maxWaiting;
  }

  private record Waiting(Call call, CallListener listener) {}

  void add(Sandbox worker) {
    synchronized (this) {
      workers.add(worker);
      idle.addFirst(worker);
    }
    next();
  }

  /** Whether none is left. */
  synchronized boolean remove(Sandbox worker) {
    workers.remove(worker);
    idle.remove(worker);
    return workers.isEmpty();
  }

  /** Runs a call now or later; tells at once if too many wait. */
  void call(Call call, CallListener listener) {
    boolean full;
    synchronized (this) {
      concurrency.arrived(System.nanoTime());
      full = waiting.size() >= maxWaiting;
      if (!full) {
        waiting.add(new Waiting(call, listener));
      }
    }
    if (full) {
      listener.ended(
          Engine.refused("TooManyRequestsException", maxWaiting + " calls of it wait already"));
    } else {
      next();
    }
  }

  private void next() {
    while (startOne()) {}
  }

  private boolean startOne() {
    Waiting first;
    Sandbox worker;
    synchronized (this) {
      worker = running < concurrency.limit() ? idle.peek() : null;
      first = worker == null ? null : waiting.poll();
      if (first == null || worker == null) {
        return false;
      }
      idle.remove();
      running++;
    }
    worker.invoke(first.call, new Serving(first, worker));
    return true;
  }

  /** Takes a call back that waits or runs. */
  void cancel(long call) {
    Waiting found = null;
    List<Sandbox> all;
    synchronized (this) {
      for (Waiting each : waiting) {
        found = each.call.id() == call ? each : found;
      }
      if (found != null) {
        waiting.remove(found);
      }
      all = List.copyOf(workers);
    }
    if (found != null) {
      found.listener.ended(Engine.refused("Sandbox.Aborted", "it was taken back"));
    } else {
      all.forEach(worker -> worker.abort(call, CallEnd.Kind.ABORTED));
    }
  }

  private void left(Sandbox worker, long nanos, boolean usable) {
    synchronized (this) {
      running--;
      concurrency.served(nanos);
      if (usable && workers.contains(worker)) {
        idle.addFirst(worker);
      } else {
        workers.remove(worker);
      }
    }
    next();
  }

  /** One call on one worker. */
  private final class Serving implements CallListener {
    private final Waiting call;
    private final Sandbox worker;
    private final long since = System.nanoTime();

    Serving(Waiting call, Sandbox worker) {
      this.call = call;
      this.worker = worker;
    }

    @Override
    public void streaming(String contentType) {
      call.listener.streaming(contentType);
    }

    @Override
    public void part(byte[] bytes) {
      call.listener.part(bytes);
    }

    @Override
    public void line(String text) {
      call.listener.line(text);
    }

    @Override
    public void ended(CallEnd end) {
      boolean usable = !(end instanceof CallEnd.Failed failed) || failed.usable();
      left(worker, System.nanoTime() - since, usable);
      call.listener.ended(end);
    }
  }
}
