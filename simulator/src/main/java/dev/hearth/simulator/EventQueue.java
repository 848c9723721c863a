package dev.hearth.simulator;

import java.util.Arrays;

/**
 * Virtual time and what is due in it; what is due at one instant happens in the order it was set. A
 * 4-ary heap of plain numbers: setting an event allocates nothing.
 */
public final class EventQueue {
  /** What happens, with two numbers to tell it about what. */
  public interface Handler {
    void happen(long a, long b);
  }

  private static final int ARITY = 4;

  private long[] at = new long[64];
  private long[] order = new long[64];
  private int[] slot = new int[64];
  private int size;

  private Handler[] what = new Handler[64];
  private long[] first = new long[64];
  private long[] second = new long[64];
  private int[] spare = new int[64];
  private int spares;
  private int slots;

  private long now;
  private long lastOrder;

  public long now() {
    return now;
  }

  /** Lets time pass without anything happening; no event may be due before. */
  public void advance(long instant) {
    now = instant;
  }

  public void in(long delayNanos, Runnable happening) {
    at(now + Math.max(0, delayNanos), happening);
  }

  public void at(long instant, Runnable happening) {
    at(instant, (a, b) -> happening.run(), 0, 0);
  }

  public void in(long delayNanos, Handler handler, long a, long b) {
    at(now + Math.max(0, delayNanos), handler, a, b);
  }

  public void at(long instant, Handler handler, long a, long b) {
    int free = spares > 0 ? spare[--spares] : slots++;
    if (free == what.length) {
      growSlots();
    }
    what[free] = handler;
    first[free] = a;
    second[free] = b;
    if (size == at.length) {
      growHeap();
    }
    siftUp(size++, Math.max(now, instant), ++lastOrder, free);
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** The instant of the next event, or {@code Long.MAX_VALUE}. */
  public long next() {
    return size == 0 ? Long.MAX_VALUE : at[0];
  }

  /** Lets the next event happen. */
  public void step() {
    int taken = slot[0];
    now = at[0];
    size--;
    if (size > 0) {
      siftDown(at[size], order[size], slot[size]);
    }
    var handler = what[taken];
    spare[spares++] = taken;
    handler.happen(first[taken], second[taken]);
  }

  private void siftUp(int from, long instant, long number, int payload) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) / ARITY;
      if (at[parent] < instant || (at[parent] == instant && order[parent] < number)) {
        break;
      }
      move(parent, place);
      place = parent;
    }
    put(place, instant, number, payload);
  }

  private void siftDown(long instant, long number, int payload) {
    int place = 0;
    for (int child = leastChild(place); child >= 0; child = leastChild(place)) {
      if (instant < at[child] || (instant == at[child] && number < order[child])) {
        break;
      }
      move(child, place);
      place = child;
    }
    put(place, instant, number, payload);
  }

  private int leastChild(int place) {
    int from = place * ARITY + 1;
    if (from >= size) {
      return -1;
    }
    int least = from;
    int end = Math.min(from + ARITY, size);
    for (int child = from + 1; child < end; child++) {
      if (at[child] < at[least] || (at[child] == at[least] && order[child] < order[least])) {
        least = child;
      }
    }
    return least;
  }

  private void move(int from, int to) {
    put(to, at[from], order[from], slot[from]);
  }

  private void put(int place, long instant, long number, int payload) {
    at[place] = instant;
    order[place] = number;
    slot[place] = payload;
  }

  private void growHeap() {
    at = Arrays.copyOf(at, size * 2);
    order = Arrays.copyOf(order, size * 2);
    slot = Arrays.copyOf(slot, size * 2);
  }

  private void growSlots() {
    int length = what.length * 2;
    what = Arrays.copyOf(what, length);
    first = Arrays.copyOf(first, length);
    second = Arrays.copyOf(second, length);
    spare = Arrays.copyOf(spare, length);
  }
}
