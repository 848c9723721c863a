package dev.hearth.node;

import dev.hearth.inference.BatchSignature;
import java.util.HashMap;
import java.util.Map;

/**
 * Small numbers for batch signatures: equal while anything of that signature is unanswered. Bounded
 * by the unanswered requests. Owned by the event loop.
 */
final class Shapes {
  /** What must be equal for two requests to share a run. */
  record Key(String program, BatchSignature signature) {}

  private static final class Use {
    final int shape;
    int count;

    Use(int shape) {
      this.shape = shape;
    }
  }

  private final Map<Key, Use> uses = new HashMap<>();
  private int last;

  int take(Key key) {
    Use use = uses.computeIfAbsent(key, _ -> new Use(++last));
    use.count++;
    return use.shape;
  }

  void release(Key key) {
    Use use = uses.get(key);
    if (use != null && --use.count == 0) {
      uses.remove(key);
    }
  }

  int size() {
    return uses.size();
  }
}
