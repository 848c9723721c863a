package dev.hearth.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What is known of how long the runs of one function take: points of known latency, between which
 * it is interpolated linearly, and never beyond.
 *
 * @param points in the order of GPU share, CPU and rows; no two of the same configuration
 * @param contention by what share a run is slower for each core that others keep busy beside it,
 *     such as 0.2; at least 0
 */
public record Profile(List<Point> points, double contention) implements LatencyModel {
  private static final Comparator<Point> ORDER =
      Comparator.comparingInt(Point::gpuPercent)
          .thenComparingInt(Point::cpuMillis)
          .thenComparingInt(Point::rows);

  /** Nothing is known. */
  public static final Profile NONE = new Profile(List.of(), 0);

  /** How a latency is known. */
  public enum Source {
    /** Runs were measured. */
    MEASURED,
    /** Added up from the operators of the graph. */
    COMPOSED,
    /** Between points of the same profile. */
    INTERPOLATED
  }

  /**
   * A known latency.
   *
   * @param cpuMillis CPU of the instance, in thousandths of a core
   * @param gpuPercent share of an accelerator, 0 for none
   * @param rows rows of the batch
   * @param nanos mean latency of a run with nothing beside it
   */
  public record Point(int cpuMillis, int gpuPercent, int rows, long nanos, Source source) {
    public Point {
      if (cpuMillis < 0 || gpuPercent < 0 || rows < 1 || nanos < 1) {
        throw new IllegalArgumentException(
            "a point needs cpuMillis and gpuPercent of at least 0, rows and nanos of at least 1,"
                + " not"
                + " %d, %d, %d and %d".formatted(cpuMillis, gpuPercent, rows, nanos));
      }
    }

    private boolean isFor(int cpu, int gpu, int batch) {
      return cpuMillis == cpu && gpuPercent == gpu && rows == batch;
    }
  }

  /** A latency and how it is known. */
  public record Estimate(long nanos, Source source) {}

  public Profile {
    if (!(contention >= 0 && contention < 1_000)) {
      throw new IllegalArgumentException("contention must be at least 0, not " + contention);
    }
    points = points.stream().sorted(ORDER).toList();
    for (int i = 1; i < points.size(); i++) {
      if (ORDER.compare(points.get(i - 1), points.get(i)) == 0) {
        throw new IllegalArgumentException("two points for one configuration: " + points.get(i));
      }
    }
  }

  public boolean isEmpty() {
    return points.isEmpty();
  }

  @Override
  public long estimate(int function, int rows, Resources resources, double load) {
    return at(resources.cpuMillis(), resources.gpuPercent(), rows)
        .map(estimate -> Math.round(estimate.nanos() * (1 + contention * load)))
        .orElse(-1L);
  }

  /** The latency of a configuration with nothing beside it; empty outside of what is known. */
  public Optional<Estimate> at(int cpuMillis, int gpuPercent, int rows) {
    for (var point : points) {
      if (point.isFor(cpuMillis, gpuPercent, rows)) {
        return Optional.of(new Estimate(point.nanos(), point.source()));
      }
    }
    double nanos = overGpu(cpuMillis, gpuPercent, rows);
    return nanos < 0
        ? Optional.empty()
        : Optional.of(new Estimate(Math.round(nanos), Source.INTERPOLATED));
  }

  private double overGpu(int cpuMillis, int gpuPercent, int rows) {
    return between(points, Point::gpuPercent, gpuPercent, of -> overCpu(of, cpuMillis, rows));
  }

  private static double overCpu(List<Point> ofGpu, int cpuMillis, int rows) {
    return between(ofGpu, Point::cpuMillis, cpuMillis, of -> overRows(of, rows));
  }

  private static double overRows(List<Point> ofCpu, int rows) {
    return between(ofCpu, Point::rows, rows, of -> of.getFirst().nanos());
  }

  /**
   * The value at {@code wanted} on the line between the nearest values of {@code axis} on both
   * sides that have one; -1 where a side has none.
   */
  private static double between(
      List<Point> sorted,
      ToDoubleFunction<Point> axis,
      double wanted,
      ToDoubleFunction<List<Point>> valueOf) {
    double below = Double.NaN;
    double valueBelow = -1;
    for (int from = 0; from < sorted.size(); ) {
      double at = axis.applyAsDouble(sorted.get(from));
      int to = from;
      while (to < sorted.size() && axis.applyAsDouble(sorted.get(to)) == at) {
        to++;
      }
      double value = valueOf.applyAsDouble(sorted.subList(from, to));
      from = to;
      if (value < 0) {
        continue;
      }
      if (at == wanted) {
        return value;
      }
      if (at > wanted) {
        return valueBelow < 0
            ? -1
            : valueBelow + (value - valueBelow) * (wanted - below) / (at - below);
      }
      below = at;
      valueBelow = value;
    }
    return -1;
  }

  /** This profile with a point in the place of the one for its configuration, if there is one. */
  public Profile with(Point point) {
    var changed = new ArrayList<Point>();
    for (var each : points) {
      if (ORDER.compare(each, point) != 0) {
        changed.add(each);
      }
    }
    changed.add(point);
    return new Profile(changed, contention);
  }

  public Profile withContention(double other) {
    return new Profile(points, other);
  }
}
