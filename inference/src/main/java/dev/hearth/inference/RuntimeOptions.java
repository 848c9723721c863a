package dev.hearth.inference;

/**
 * How a model is opened.
 *
 * @param intraOpThreads threads that share one operator's work, the caller's included; default 1
 * @param spinning whether those threads spin for a while before they sleep; default false
 * @param memoryArena whether freed memory is kept for the next run; default true
 * @param memoryPattern whether a run's memory is planned from the last one of the same shapes;
 *     default true
 */
public record RuntimeOptions(
    int intraOpThreads, boolean spinning, boolean memoryArena, boolean memoryPattern) {
  public static final int MAX_INTRA_OP_THREADS = 256;

  public RuntimeOptions {
    if (intraOpThreads < 1 || intraOpThreads > MAX_INTRA_OP_THREADS) {
      throw new IllegalArgumentException(
          "intra-op threads are " + intraOpThreads + " but must be 1 to " + MAX_INTRA_OP_THREADS);
    }
  }

  public static RuntimeOptions defaults() {
    return new RuntimeOptions(1, false, true, true);
  }

  public RuntimeOptions withIntraOpThreads(int threads) {
    return new RuntimeOptions(threads, spinning, memoryArena, memoryPattern);
  }

  public RuntimeOptions withSpinning(boolean spins) {
    return new RuntimeOptions(intraOpThreads, spins, memoryArena, memoryPattern);
  }

  public RuntimeOptions withMemoryArena(boolean keeps) {
    return new RuntimeOptions(intraOpThreads, spinning, keeps, memoryPattern);
  }

  public RuntimeOptions withMemoryPattern(boolean plans) {
    return new RuntimeOptions(intraOpThreads, spinning, memoryArena, plans);
  }
}
