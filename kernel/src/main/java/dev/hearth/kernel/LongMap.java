package dev.hearth.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A map from {@code long} keys that allocates only to grow. Open addressing with linear probing;
 * removal shifts back what follows, so that no marks are left behind.
 */
public final class LongMap<V> {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private long[] keys = new long[64];
  private @Nullable Object[] values = new Object[64];
  private int mask = 63;
  private int size;

  public int size() {
    return size;
  }

  @SuppressWarnings("unchecked")
  public @Nullable V get(long key) {
    int place = find(key);
    return (V) values[place];
  }

  public void put(long key, V value) {
    int place = find(key);
    if (values[place] == null) {
      size++;
    }
    keys[place] = key;
    values[place] = value;
    if (size * 2 > mask) {
      grow();
    }
  }

  @SuppressWarnings("unchecked")
  public @Nullable V remove(long key) {
    int place = find(key);
    var removed = (V) values[place];
    if (removed != null) {
      size--;
      closeGap(place);
    }
    return removed;
  }

  /** The keys in ascending order. */
  public List<Long> sortedKeys() {
    var sorted = new ArrayList<Long>(size);
    for (int place = 0; place <= mask; place++) {
      if (values[place] != null) {
        sorted.add(keys[place]);
      }
    }
    sorted.sort(null);
    return sorted;
  }

  /** Visits everything once, in no order that means anything; the visitor changes nothing here. */
  public void forEach(Visitor<? super V> visitor) {
    for (int place = 0; place <= mask; place++) {
      @SuppressWarnings("unchecked")
      var value = (V) values[place];
      if (value != null) {
        visitor.visit(keys[place], value);
      }
    }
  }

  /** Sees one key and its value. */
  @FunctionalInterface
  public interface Visitor<V> {
    void visit(long key, V value);
  }

  private int find(long key) {
    int place = home(key);
    while (values[place] != null && keys[place] != key) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void closeGap(int from) {
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
    values = new Object[keys.length];
    mask = keys.length - 1;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != null) {
        int place = find(oldKeys[i]);
        keys[place] = oldKeys[i];
        values[place] = oldValues[i];
      }
    }
  }

  /** The product's highest bits: they alone spread successive keys evenly, whatever the size. */
  private int home(long key) {
    return (int) ((key * MIX) >>> Long.numberOfLeadingZeros(mask));
  }
}
