package dev.hearth.node.trace;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The latest invocations, as many as fit. */
final class Ring {
  private final @Nullable Entry[] entries;
  private int next;

  Ring(int size) {
    entries = new Entry[size];
  }

  boolean keeps() {
    return entries.length > 0;
  }

  void add(Entry entry) {
    if (entries.length > 0) {
      entries[next] = entry;
      next = next + 1 == entries.length ? 0 : next + 1;
    }
  }

  void forEach(Consumer<Entry> action) {
    for (Entry entry : entries) {
      if (entry != null) {
        action.accept(entry);
      }
    }
  }
}
