package dev.hearth.node;

import java.util.Map;

/**
 * Chooses a version for each request: in turn, by smooth weighted round robin, so that any stretch
 * of requests is shared out as evenly as whole requests allow; or by a key, always the same. No
 * chance is involved: the same calls give the same choices. Owned by the event loop.
 */
final class TrafficSplit {
  private final int[] versions;
  private final int[] percents;
  private final int[] credit;

  TrafficSplit(Traffic traffic) {
    int count = traffic.percents().size();
    versions = new int[count];
    percents = new int[count];
    credit = new int[count];
    int place = 0;
    for (Map.Entry<Integer, Integer> share : traffic.percents().entrySet()) {
      versions[place] = share.getKey();
      percents[place++] = share.getValue();
    }
  }

  /** The next in turn: who has waited longest for its share. */
  int next() {
    int best = 0;
    for (int i = 0; i < versions.length; i++) {
      credit[i] += percents[i];
      best = credit[i] > credit[best] ? i : best;
    }
    credit[best] -= Traffic.ALL;
    return versions[best];
  }

  /** The version that all requests of a key go to. */
  int of(String key) {
    int point = Math.floorMod(mixed(key.hashCode()), Traffic.ALL);
    int place = 0;
    while (point >= percents[place]) {
      point -= percents[place++];
    }
    return versions[place];
  }

  /** Spreads the few differing bits of similar keys; the constants are any odd large numbers. */
  private static int mixed(int hash) {
    int once = (hash ^ (hash >>> 16)) * 0x45d9f3b;
    int twice = (once ^ (once >>> 15)) * 0x2c1b3c6d;
    return twice ^ (twice >>> 16);
  }
}
