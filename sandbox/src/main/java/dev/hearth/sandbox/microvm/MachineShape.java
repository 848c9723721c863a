package dev.hearth.sandbox.microvm;

import dev.hearth.sandbox.ProgramLimits;

/**
 * What a machine is booted with and keeps for life.
 *
 * @param memoryMiB its memory, the kernel's share included
 * @param storageBytes of its scratch disk
 */
record MachineShape(int memoryMiB, long storageBytes) {
  /** What a kernel with our few devices takes before any function runs. */
  static final int KERNEL_MIB = 64;

  private static final long SECTORS = 4 << 10;
  private static final long SMALLEST_DISK = 1 << 20;

  /** One in which a function has what its limits say. */
  static MachineShape of(ProgramLimits limits) {
    long disk = Math.max(SMALLEST_DISK, limits.storageBytes()) / SECTORS * SECTORS;
    return new MachineShape((int) (limits.memoryBytes() >> 20) + KERNEL_MIB, disk);
  }
}
