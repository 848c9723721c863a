package dev.hearth.node.function;

import io.netty.util.collection.IntObjectHashMap;
import java.util.Collection;
import java.util.Optional;

/** The versions of functions that are served or retire, by handle. Owned by the event loop. */
public final class ServedVersions {
  private final IntObjectHashMap<Served> byHandle = new IntObjectHashMap<>();

  /** Whether a handle of the kernel is a function's, not a model's. */
  public boolean contains(int handle) {
    return byHandle.containsKey(handle);
  }

  Optional<Served> find(int handle) {
    return Optional.ofNullable(byHandle.get(handle));
  }

  Served require(int handle) {
    return find(handle)
        .orElseThrow(() -> new IllegalStateException("function " + handle + " is unknown"));
  }

  public Collection<Served> all() {
    return byHandle.values();
  }

  void add(Served served) {
    byHandle.put(served.handle, served);
  }

  void remove(Served served) {
    byHandle.remove(served.handle);
  }
}
