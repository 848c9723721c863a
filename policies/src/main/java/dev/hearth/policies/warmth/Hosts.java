package dev.hearth.policies.warmth;

import dev.hearth.kernel.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Instances that hold models of other functions, or are being given one. */
final class Hosts {
  /** The kernel tells nobody how a load ended; after so long it counts as failed. */
  private static final long LOAD_LIMIT_NANOS = 120_000_000_000L;

  private static final int NONE = -1;

  /** One of them. */
  static final class Host {
    private final int instance;
    private final TreeMap<Integer, Long> models = new TreeMap<>();
    private int loading = NONE;
    private long since;
    private boolean leaving;

    private Host(int instance) {
      this.instance = instance;
    }

    int instance() {
      return instance;
    }

    /** Whether it is to give up all it holds. */
    boolean leaving() {
      return leaving;
    }

    boolean loading() {
      return loading != NONE;
    }

    /** Functions whose models it holds; not the one that is being loaded. */
    Collection<Integer> held() {
      if (loading == NONE) {
        return models.keySet();
      }
      var held = new TreeSet<>(models.keySet());
      held.remove(loading);
      return held;
    }

    private void settle(long now, Collection<Integer> loaded) {
      if (loading != NONE && loaded.contains(loading)) {
        loading = NONE;
      } else if (loading != NONE && now - since > LOAD_LIMIT_NANOS) {
        models.remove(loading);
        loading = NONE;
      }
      models.keySet().removeIf(function -> function != loading && !loaded.contains(function));
    }
  }

  private final TreeMap<Integer, Host> hosts = new TreeMap<>();
  private final TreeMap<Integer, TreeSet<Integer>> byFunction = new TreeMap<>();
  private final TreeSet<Integer> untidy = new TreeSet<>();

  /** Those in which something is under way or to be unloaded. */
  List<Host> untidy() {
    var list = new ArrayList<Host>(untidy.size());
    for (int instance : untidy) {
      var host = hosts.get(instance);
      if (host != null) {
        list.add(host);
      }
    }
    return list;
  }

  /** Nothing is under way in it or to be unloaded. */
  void tidy(Host host) {
    untidy.remove(host.instance);
  }

  /** A function's model is to be unloaded wherever it is. */
  void unload(int function) {
    untidy.addAll(holding(function));
  }

  boolean has(int instance) {
    return hosts.containsKey(instance);
  }

  /** Whether a load is under way in it, or it is giving up what it holds. */
  boolean changing(int instance) {
    var host = hosts.get(instance);
    return host != null && (host.loading != NONE || host.leaving);
  }

  /** Whether any is untidy. */
  boolean changing() {
    return !untidy.isEmpty();
  }

  /** Whether a model is where it can stay, or on its way there. */
  boolean hold(int function) {
    for (int instance : holding(function)) {
      var host = hosts.get(instance);
      if (host != null && !host.leaving) {
        return true;
      }
    }
    return false;
  }

  /** Instances that hold a function's model. */
  Collection<Integer> holding(int function) {
    var holders = byFunction.get(function);
    return holders == null ? List.of() : holders;
  }

  long bytesIn(int instance) {
    var host = hosts.get(instance);
    long bytes = 0;
    if (host != null) {
      for (long each : host.models.values()) {
        bytes += each;
      }
    }
    return bytes;
  }

  void load(long now, int instance, Packing.Model model) {
    var host = hosts.computeIfAbsent(instance, Host::new);
    host.models.put(model.function(), model.bytes());
    host.loading = model.function();
    host.since = now;
    untidy.add(instance);
    byFunction.computeIfAbsent(model.function(), function -> new TreeSet<>()).add(instance);
  }

  /** Its load was refused. */
  void refused(int instance, int function) {
    var host = hosts.get(instance);
    if (host != null && host.loading == function) {
      host.loading = NONE;
      host.models.remove(function);
      unlink(function, instance);
      forgetIfEmpty(host);
    }
  }

  /** It went to work for its own function. */
  void leave(int instance) {
    var host = hosts.get(instance);
    if (host != null) {
      host.leaving = true;
      untidy.add(instance);
    }
  }

  /** It is gone, or serves another function and has dropped all. */
  void remove(int instance) {
    untidy.remove(instance);
    var host = hosts.remove(instance);
    if (host != null) {
      host.models.keySet().forEach(function -> unlink(function, instance));
    }
  }

  /** Brings the books of the untidy in line with what instances are seen to hold. */
  void settle(long now, View view) {
    for (var host : untidy()) {
      if (view.hasInstance(host.instance)) {
        var before = List.copyOf(host.models.keySet());
        host.settle(now, view.instance(host.instance).loaded());
        for (int function : before) {
          if (!host.models.containsKey(function)) {
            unlink(function, host.instance);
          }
        }
        forgetIfEmpty(host);
      } else {
        remove(host.instance);
      }
    }
  }

  private void forgetIfEmpty(Host host) {
    if (host.models.isEmpty()) {
      hosts.remove(host.instance);
      untidy.remove(host.instance);
    }
  }

  private void unlink(int function, int instance) {
    var holders = byFunction.get(function);
    if (holders != null) {
      holders.remove(instance);
      if (holders.isEmpty()) {
        byFunction.remove(function);
      }
    }
  }
}
