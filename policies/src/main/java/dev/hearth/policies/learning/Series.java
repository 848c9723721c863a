package dev.hearth.policies.learning;

/** The newest values of something counted at equal steps of time; older ones are forgotten. */
public final class Series {
  private final double[] ring;
  private int next;
  private int size;

  public Series(int most) {
    ring = new double[most];
  }

  public void add(double value) {
    ring[next] = value;
    next = (next + 1) % ring.length;
    size = Math.min(size + 1, ring.length);
  }

  public int size() {
    return size;
  }

  /** Values from the newest, 0, backwards. */
  public double back(int steps) {
    if (steps < 0 || steps >= size) {
      throw new IndexOutOfBoundsException("only %d values, none %d back".formatted(size, steps));
    }
    return ring[Math.floorMod(next - 1 - steps, ring.length)];
  }

  /** The greatest of them, 0 if there is none above. */
  public double greatest() {
    double greatest = 0;
    for (int i = 0; i < size; i++) {
      greatest = Math.max(greatest, ring[i]);
    }
    return greatest;
  }

  public double mean() {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += ring[i];
    }
    return size == 0 ? 0 : sum / size;
  }
}
