package dev.hearth.simulator.laboratory;

import dev.hearth.kernel.Resources;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the world knows of one instance. */
final class Live {
  int function;
  final int hardware;
  Resources resources;
  long memoryBytes;
  long readyAt = Long.MAX_VALUE;
  int busy;

  /** The instance that helps its run, or null. */
  @Nullable Live helper;

  long runs;

  /** Bytes of each artifact it holds beside its own. */
  final TreeMap<Integer, Long> loaded = new TreeMap<>();

  final TreeSet<Integer> prepared = new TreeSet<>();

  Live(int function, int hardware, Resources resources) {
    this.function = function;
    this.hardware = hardware;
    this.resources = resources;
    this.memoryBytes = resources.memoryBytes();
  }

  long heldBytes() {
    long sum = memoryBytes;
    for (long bytes : loaded.values()) {
      sum += bytes;
    }
    return sum;
  }
}
