package dev.hearth.node;

import java.lang.management.ManagementFactory;

/** What this machine has, as far as the container it may be in allows. */
record Machine(int cores, long memoryBytes) {
  private static final long UNKNOWN_MEMORY = 2L << 30;

  static Machine detect() {
    long memory =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : UNKNOWN_MEMORY;
    return new Machine(Runtime.getRuntime().availableProcessors(), memory);
  }
}
