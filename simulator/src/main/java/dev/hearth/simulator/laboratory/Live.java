package dev.hearth.simulator.laboratory;

import java.util.TreeMap;
import java.util.TreeSet;

/** What the world knows of one instance. */
final class Live {
  int function;
  final int hardware;
  long memoryBytes;
  long readyAt = Long.MAX_VALUE;
  int busy;
  long runs;

  /** Bytes of each artifact it holds beside its own. */
  final TreeMap<Integer, Long> loaded = new TreeMap<>();

  final TreeSet<Integer> prepared = new TreeSet<>();

  Live(int function, int hardware, long memoryBytes) {
    this.function = function;
    this.hardware = hardware;
    this.memoryBytes = memoryBytes;
  }

  long heldBytes() {
    long sum = memoryBytes;
    for (long bytes : loaded.values()) {
      sum += bytes;
    }
    return sum;
  }
}
