package dev.hearth.node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The models that can be called, by name, and their versions by the kernel's handle. Owned by the
 * event loop.
 */
final class Catalogue {
  private record Entry(ModelVersions model, TrafficSplit split) {}

  private final TreeMap<String, Entry> byName = new TreeMap<>();
  private final Map<Integer, Deployed> byFunction = new HashMap<>();
  private Consumer<String> changed = _ -> {};
  private int lastFunction;

  /** From now on {@code listener} hears the name of each model that came, changed or went. */
  void onChange(Consumer<String> listener) {
    changed = listener;
  }

  Optional<ModelVersions> find(String name) {
    return Optional.ofNullable(byName.get(name)).map(Entry::model);
  }

  Optional<Deployed> find(String name, int version) {
    return find(name).flatMap(model -> model.find(version));
  }

  /** The version a request that names none goes to; with a key always the same. */
  Optional<Deployed> choose(String name, Optional<String> key) {
    @Nullable Entry entry = byName.get(name);
    if (entry == null) {
      return Optional.empty();
    }
    int version = key.isPresent() ? entry.split().of(key.get()) : entry.split().next();
    return entry.model().find(version);
  }

  /** The version under a handle; one that retires too, while it may still run. */
  Optional<Deployed> find(int function) {
    return Optional.ofNullable(byFunction.get(function));
  }

  List<ModelVersions> all() {
    return byName.values().stream().map(Entry::model).toList();
  }

  /** All versions there are, those that retire too. */
  Collection<Deployed> versions() {
    return byFunction.values();
  }

  int size() {
    return byName.size();
  }

  /** A handle that was never used. */
  int newFunction() {
    return ++lastFunction;
  }

  /** Makes a version known to those who run it; callers do not see it yet. */
  void admit(Deployed version) {
    byFunction.put(version.function(), version);
  }

  /** From now on callers see a model so. The turns of an unchanged split go on. */
  void put(ModelVersions model) {
    @Nullable Entry before = byName.get(model.name());
    var split =
        before != null && before.model().traffic().equals(model.traffic())
            ? before.split()
            : new TrafficSplit(model.traffic());
    byName.put(model.name(), new Entry(model, split));
    new ArrayList<>(model.versions().values()).forEach(this::admit);
    changed.accept(model.name());
  }

  void remove(String name) {
    byName.remove(name);
    changed.accept(name);
  }

  /** Forgets a version of which nothing is left. */
  void forget(int function) {
    byFunction.remove(function);
  }
}
