package dev.hearth.functions.event;

import dev.hearth.functions.Loop;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** An event loop that the test turns, with a time of its own. */
final class TestLoop implements Loop {
  static final long START = 1_700_000_000_000L;

  private record Timer(long dueAt, long order, Runnable work) {}

  private final LinkedBlockingQueue<Runnable> posted = new LinkedBlockingQueue<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          (a, b) ->
              a.dueAt == b.dueAt ? Long.compare(a.order, b.order) : Long.compare(a.dueAt, b.dueAt));
  private long now = START;
  private long beside;
  private long order;

  @Override
  public void execute(Runnable work) {
    posted.add(work);
  }

  @Override
  public synchronized long millis() {
    return now + beside;
  }

  @Override
  public synchronized long elapsed() {
    return now;
  }

  @Override
  public Runnable after(long millis, Runnable work) {
    var timer = new Timer(now + millis, order++, work);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  /** Does what is posted, without waiting for the database. */
  void turn() {
    Runnable work = posted.poll();
    while (work != null) {
      work.run();
      work = posted.poll();
    }
  }

  /** Turns until neither the loop nor the database has anything left to do. */
  void settle(EventDatabase database) {
    do {
      turn();
      database.now(_ -> true);
    } while (!posted.isEmpty());
  }

  /** Lets time pass, stopping at each timer that is due. */
  void pass(EventDatabase database, long millis) {
    long until = now + millis;
    settle(database);
    @Nullable Timer next = timers.peek();
    while (next != null && next.dueAt <= until) {
      timers.remove(next);
      at(Math.max(now, next.dueAt));
      next.work.run();
      settle(database);
      next = timers.peek();
    }
    at(until);
    settle(database);
  }

  /** Lets time pass up to what is due at its end, and does that alone. */
  void tick(long millis) {
    at(now + millis);
    Timer due = timers.remove();
    if (due.dueAt > now) {
      throw new IllegalStateException("nothing is due");
    }
    due.work.run();
  }

  /** Moves the time of day, and no timer. */
  synchronized void jump(long millis) {
    beside += millis;
  }

  private synchronized void at(long time) {
    now = time;
  }
}
