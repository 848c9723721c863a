package dev.hearth.kernel;

/** How long a run takes. */
public interface LatencyModel {
  /**
   * Nanoseconds for {@code rows} of {@code function} on {@code resources}, or -1 where nothing is
   * known.
   *
   * @param load runs beside it on the same CPUs, 0 for none
   */
  long estimate(int function, int rows, Resources resources, double load);
}
