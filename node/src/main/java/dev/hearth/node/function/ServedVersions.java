package dev.hearth.node.function;

import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The versions of functions that are served or retire, by handle. Owned by the event loop. */
public final class ServedVersions {
  private final IntObjectHashMap<Served> byHandle = new IntObjectHashMap<>();
  private final Map<String, List<Served>> byName = new HashMap<>();
  private Consumer<String> changed = _ -> {};

  /** From now on {@code listener} hears the name of each function of which versions come or go. */
  public void onChange(Consumer<String> listener) {
    changed = listener;
  }

  /** Whether a handle of the kernel is a function's, not a model's. */
  public boolean contains(int handle) {
    return byHandle.containsKey(handle);
  }

  /** The versions of a function. */
  public List<Served> of(String function) {
    return byName.getOrDefault(function, List.of());
  }

  public Optional<Served> find(int handle) {
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
    String name = served.version.name();
    byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(served);
    changed.accept(name);
  }

  void remove(Served served) {
    byHandle.remove(served.handle);
    String name = served.version.name();
    List<Served> others = byName.get(name);
    if (others != null && others.remove(served) && others.isEmpty()) {
      byName.remove(name);
    }
    changed.accept(name);
  }
}
