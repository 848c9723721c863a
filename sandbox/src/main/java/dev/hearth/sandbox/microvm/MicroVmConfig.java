package dev.hearth.sandbox.microvm;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How machines are made.
 *
 * @param kernel a file named {@code vmlinuz-RELEASE}, whose modules lie in {@code
 *     ../lib/modules/RELEASE} beside it or in {@code /lib/modules}; absent for the newest in {@code
 *     /boot}
 * @param slots machines of a program's shape that are booted before anybody asks for one
 * @param diskBytesPerSecond of each machine's scratch disk, with a burst of twice as much
 * @param diskOperationsPerSecond likewise
 */
public record MicroVmConfig(
    Optional<Path> kernel, int slots, long diskBytesPerSecond, long diskOperationsPerSecond) {
  public static final MicroVmConfig DEFAULTS =
      new MicroVmConfig(Optional.empty(), 0, 100L << 20, 5_000);

  public MicroVmConfig {
    if (slots < 0 || slots > 100 || diskBytesPerSecond < 1 || diskOperationsPerSecond < 1) {
      throw new IllegalArgumentException("slots are 0 to 100, and rates of disks positive");
    }
  }

  TokenBucket bytes() {
    return new TokenBucket(diskBytesPerSecond, 2 * diskBytesPerSecond);
  }

  TokenBucket operations() {
    return new TokenBucket(diskOperationsPerSecond, 2 * diskOperationsPerSecond);
  }
}
