package dev.hearth.simulator.workload;

/** Execution times of one function. */
public interface Durations {
  /** Nanoseconds, at least 1, of an invocation whose random bits are these. */
  long nanos(long bits);

  /** Always the same. */
  static Durations fixed(long nanos) {
    long kept = Math.max(1, nanos);
    return bits -> kept;
  }

  /** Random bits as a number in {@code [0, 1)}. */
  static double unit(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }
}
