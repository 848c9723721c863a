package dev.hearth.kernel;

/** All that is due later, in one heap. */
final class Timers {
  private final Heap<Timer> heap = new Heap<>();
  private long order;

  void set(Timer timer, long due) {
    if (!timer.inHeap()) {
      heap.add(timer, due, order++);
    } else if (timer.key != due) {
      heap.move(timer, due, order++);
    }
  }

  /** Makes it due at {@code due} unless it is earlier already. */
  void setEarlier(Timer timer, long due) {
    if (!timer.inHeap() || timer.key > due) {
      set(timer, due);
    }
  }

  void clear(Timer timer) {
    if (timer.inHeap()) {
      heap.remove(timer);
    }
  }

  long nextDue() {
    return heap.isEmpty() ? Long.MAX_VALUE : heap.first().key;
  }

  /** Takes out the next timer. */
  Timer next() {
    var timer = heap.first();
    heap.remove(timer);
    return timer;
  }

  int size() {
    return heap.size();
  }
}
