package dev.hearth.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The models that can be called, by name and by the kernel's handle. Owned by the event loop. */
final class Catalogue {
  private final TreeMap<String, Deployed> byName = new TreeMap<>();
  private final Map<Integer, Deployed> byFunction = new HashMap<>();
  private int lastFunction;

  Optional<Deployed> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The latest deployed under a handle; a retired one too, while it may still run. */
  Optional<Deployed> find(int function) {
    return Optional.ofNullable(byFunction.get(function));
  }

  List<Deployed> all() {
    return new ArrayList<>(byName.values());
  }

  int size() {
    return byName.size();
  }

  /** The handle of the model of that name, or one that was never used. */
  int functionFor(String name) {
    Deployed known = byName.get(name);
    return known == null ? ++lastFunction : known.function();
  }

  void put(Deployed model) {
    byName.put(model.name(), model);
    byFunction.put(model.function(), model);
  }

  void remove(Deployed model) {
    byName.remove(model.name());
  }

  /** Forgets a removed model of which nothing is left. */
  void forget(int function) {
    byFunction.remove(function);
  }
}
