package dev.hearth.simulator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Objects by a positive number: open addressing with linear probing, no allocation once it is large
 * enough, and no order that anyone could come to depend on.
 */
public final class Handles<T> {
  private long[] keys = new long[64];
  private @Nullable Object[] values = new Object[64];
  private int size;

  public int size() {
    return size;
  }

  @SuppressWarnings("unchecked")
  public @Nullable T get(long key) {
    return (T) values[place(key)];
  }

  public void put(long key, T value) {
    int place = place(key);
    if (values[place] == null) {
      size++;
    }
    keys[place] = key;
    values[place] = value;
    if (size * 2 > keys.length) {
      grow();
    }
  }

  @SuppressWarnings("unchecked")
  public @Nullable T remove(long key) {
    int place = place(key);
    var removed = values[place];
    if (removed != null) {
      size--;
      closeGap(place);
    }
    return (T) removed;
  }

  /** Who visits all. */
  public interface Visitor<T> {
    void visit(long key, T value);
  }

  /** Visits all, in ascending order of their numbers. */
  @SuppressWarnings("unchecked")
  public void forEach(Visitor<T> visitor) {
    var present = new long[size];
    int count = 0;
    for (int i = 0; i < keys.length; i++) {
      if (values[i] != null) {
        present[count++] = keys[i];
      }
    }
    Arrays.sort(present);
    for (long key : present) {
      visitor.visit(key, (T) java.util.Objects.requireNonNull(values[place(key)]));
    }
  }

  private int place(long key) {
    int mask = keys.length - 1;
    int place = home(key);
    while (values[place] != null && keys[place] != key) {
      place = (place + 1) & mask;
    }
    return place;
  }

  /** The product's highest bits: they alone spread successive numbers evenly. */
  private int home(long key) {
    return (int) ((key * 0x9E3779B97F4A7C15L) >>> Long.numberOfLeadingZeros(keys.length - 1));
  }

  /** Moves back those that a probe would no longer find. */
  private void closeGap(int from) {
    int mask = keys.length - 1;
    int gap = from;
    for (int place = (gap + 1) & mask; values[place] != null; place = (place + 1) & mask) {
      int distance = (place - home(keys[place])) & mask;
      if (distance >= ((place - gap) & mask)) {
        keys[gap] = keys[place];
        values[gap] = values[place];
        gap = place;
      }
    }
    values[gap] = null;
  }

  private void grow() {
    var oldKeys = keys;
    var oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new Object[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != null) {
        int place = place(oldKeys[i]);
        keys[place] = oldKeys[i];
        values[place] = oldValues[i];
      }
    }
  }
}
