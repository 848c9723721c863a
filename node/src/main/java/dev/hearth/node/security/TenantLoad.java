package dev.hearth.node.security;

import dev.hearth.gateway.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How many unanswered requests each tenant has. Owned by the event loop. */
final class TenantLoad {
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final int most;
  private final Map<String, Integer> open = new HashMap<>();

  TenantLoad(int most) {
    this.most = most;
  }

  /**
   * Counts a request in.
   *
   * @throws Problem with status 429 if that is one too many
   */
  void begin(String tenant) {
    int now = open.getOrDefault(tenant, 0);
    if (now >= most) {
      throw Problem.passing(
          429,
          "the tenant '%s' has %d unanswered requests, which is its quota".formatted(tenant, now),
          RETRY_NANOS);
    }
    open.put(tenant, now + 1);
  }

  void end(String tenant) {
    open.computeIfPresent(tenant, (_, count) -> count == 1 ? null : count - 1);
  }

  Map<String, Integer> open() {
    return new TreeMap<>(open);
  }
}
