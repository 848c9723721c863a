package dev.hearth.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The unanswered invocations by id, and the ended ones kept for reuse. */
final class Entries {
  private final LongMap<Entry> byId = new LongMap<>();
  private final List<Entry> spare = new ArrayList<>();

  int size() {
    return byId.size();
  }

  @Nullable Entry get(long id) {
    return byId.get(id);
  }

  Entry arrive(long now, Invocation invocation, Pool pool) {
    var entry = spare.isEmpty() ? new Entry() : spare.removeLast();
    entry.arrive(now, invocation, pool);
    byId.put(entry.id, entry);
    return entry;
  }

  /** Its outcome is given; it stays an object while a run still holds it. */
  void forget(Entry entry) {
    byId.remove(entry.id);
    if (entry.run == null) {
      recycle(entry);
    }
  }

  void recycle(Entry entry) {
    entry.clear();
    spare.add(entry);
  }

  List<Long> ids() {
    return byId.sortedKeys();
  }

  void forEach(LongMap.Visitor<Entry> visitor) {
    byId.forEach(visitor);
  }
}
