package dev.hearth.node.security;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The names of one kind, and whose they are. Owned by the event loop. */
final class Names {
  private final Map<String, String> tenants = new HashMap<>();
  private final Map<String, Integer> held = new HashMap<>();

  Optional<String> tenant(String name) {
    return Optional.ofNullable(tenants.get(name));
  }

  /** Gives a tenant a name unless somebody has it; returns whose it was. */
  Optional<String> give(String name, String tenant) {
    Optional<String> owner = Optional.ofNullable(tenants.putIfAbsent(name, tenant));
    if (owner.isEmpty()) {
      held.merge(tenant, 1, Integer::sum);
    }
    return owner;
  }

  /** The name is nobody's. */
  void free(String name) {
    tenant(name)
        .ifPresent(
            tenant -> {
              tenants.remove(name);
              held.computeIfPresent(tenant, (_, count) -> count == 1 ? null : count - 1);
            });
  }

  /** How many a tenant has. */
  int held(String tenant) {
    return held.getOrDefault(tenant, 0);
  }

  Stream<Map.Entry<String, String>> all() {
    return tenants.entrySet().stream();
  }
}
