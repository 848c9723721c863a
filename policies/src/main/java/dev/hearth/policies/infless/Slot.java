package dev.hearth.policies.infless;

/** A CPU socket with its GPU, and what of them is taken. */
final class Slot {
  /** What rounding may exceed; also keeps what is free above 0. */
  private static final double FULL = 1.001;

  private static final double GPU_PERCENT = 100;

  private final double threads;
  private final double gpuPercent;
  private final double gpuMemoryShare;
  private double usedThreads;
  private double usedGpuPercent;
  private double usedGpuMemory;

  /**
   * @param gpuPercent how much of GPUs it has, 100 for one
   * @param gpuMemoryShare share of the GPU's memory that one instance takes, after the reserve
   */
  Slot(
      double threads,
      double usedThreads,
      double gpuPercent,
      double usedGpuPercent,
      double gpuMemoryShare) {
    this.threads = Math.max(threads, 1e-3);
    this.usedThreads = usedThreads;
    this.gpuPercent = gpuPercent;
    this.usedGpuPercent = usedGpuPercent;
    this.gpuMemoryShare = gpuMemoryShare;
  }

  /** With one GPU. */
  Slot(double threads, double usedThreads, double usedGpuPercent, double gpuMemoryShare) {
    this(threads, usedThreads, GPU_PERCENT, usedGpuPercent, gpuMemoryShare);
  }

  private double memoryOf(Choice choice) {
    return choice.gpuPercent() > 0 ? gpuMemoryShare : 0;
  }

  boolean fits(Choice choice) {
    return (usedThreads + choice.threads()) / threads <= FULL
        && usedGpuPercent + choice.gpuPercent() <= gpuPercent * FULL
        && usedGpuMemory + memoryOf(choice) <= FULL;
  }

  /** Share of it that stays free once this is placed. */
  double freeShareAfter(Choice choice) {
    double cpuLeft = FULL * threads - usedThreads - choice.threads();
    double gpuLeft = FULL * gpuPercent - usedGpuPercent - choice.gpuPercent();
    return Choice.gflops(cpuLeft, gpuLeft) / Choice.gflops(threads, gpuPercent);
  }

  void take(Choice choice) {
    usedThreads += choice.threads();
    usedGpuPercent += choice.gpuPercent();
    usedGpuMemory += memoryOf(choice);
  }
}
