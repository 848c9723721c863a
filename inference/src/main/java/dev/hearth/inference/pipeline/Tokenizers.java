package dev.hearth.inference.pipeline;

import dev.hearth.inference.Artifact;
import java.util.HashMap;
import java.util.Map;

/** The open tokenizers: one for all instances that use the same, freed with the last. */
final class Tokenizers {
  private final Map<Key, Shared> open = new HashMap<>();

  private record Key(String sha256, int maxTokens) {}

  /**
   * Opens a tokenizer, or shares one that is open.
   *
   * @throws dev.hearth.inference.ModelException as {@link TextTokenizer#open}
   */
  synchronized Lease lease(Artifact file, int maxTokens) {
    var key = new Key(file.sha256(), maxTokens);
    Shared shared = open.get(key);
    if (shared == null) {
      shared = new Shared(TextTokenizer.open(file, maxTokens));
      open.put(key, shared);
    }
    shared.users++;
    return new Lease(key, shared);
  }

  private synchronized void release(Key key, Shared shared) {
    if (--shared.users == 0) {
      open.remove(key);
      shared.tokenizer.close();
    }
  }

  synchronized int size() {
    return open.size();
  }

  private static final class Shared {
    private final TextTokenizer tokenizer;
    private int users;

    Shared(TextTokenizer tokenizer) {
      this.tokenizer = tokenizer;
    }
  }

  /** The use of a tokenizer until it is closed, which is done once. */
  final class Lease implements AutoCloseable {
    private final Key key;
    private final Shared shared;

    private Lease(Key key, Shared shared) {
      this.key = key;
      this.shared = shared;
    }

    TextTokenizer tokenizer() {
      return shared.tokenizer;
    }

    @Override
    public void close() {
      release(key, shared);
    }
  }
}
