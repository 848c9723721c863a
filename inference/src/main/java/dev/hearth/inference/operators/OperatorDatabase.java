package dev.hearth.inference.operators;

import dev.hearth.inference.operators.OperatorPoint.Exact;
import dev.hearth.inference.operators.OperatorPoint.Family;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How long operators take, by type, attributes, shapes and threads, of all models that were traced.
 * An operator is known, in this order, from the same shapes, interpolated over the rows; from other
 * shapes of the same type and attributes, interpolated over their work; from the same type with
 * other attributes, likewise. Never beyond what was seen. Not thread-safe.
 */
public final class OperatorDatabase {
  /** Points kept at most; the first ones go. */
  public static final int MAX_POINTS = 100_000;

  /** How an operator's time is known. */
  public enum Knowledge {
    SAME_SHAPES,
    SAME_ATTRIBUTES,
    SAME_TYPE
  }

  record Known(double nanos, Knowledge by) {}

  private final Map<Exact, NavigableMap<Double, Mean>> byRows = new HashMap<>();
  private final Map<Family, NavigableMap<Double, Mean>> byWork = new HashMap<>();
  private final List<OperatorPoint> points = new ArrayList<>();

  private static final class Mean {
    private double sum;
    private int count;

    void add(double value) {
      sum += value;
      count++;
    }

    double value() {
      return sum / count;
    }
  }

  public int size() {
    return points.size();
  }

  List<OperatorPoint> points() {
    return List.copyOf(points);
  }

  /** Keeps what a trace says of its operators; some rows of it only, if so asked. */
  public void add(Trace trace, List<Integer> rows) {
    rows.forEach(each -> Operators.of(trace, each).forEach(found -> found.ifPresent(this::add)));
  }

  void add(OperatorPoint point) {
    if (points.size() >= MAX_POINTS) {
      forgetHalf();
    }
    points.add(point);
    index(point);
  }

  private void forgetHalf() {
    var kept = List.copyOf(points.subList(points.size() / 2, points.size()));
    points.clear();
    byRows.clear();
    byWork.clear();
    kept.forEach(this::add);
  }

  private void index(OperatorPoint point) {
    put(byRows.computeIfAbsent(point.exact(), _ -> new TreeMap<>()), (double) point.rows(), point);
    put(byWork.computeIfAbsent(point.family(), _ -> new TreeMap<>()), (double) point.work(), point);
    put(byWork.computeIfAbsent(point.kind(), _ -> new TreeMap<>()), (double) point.work(), point);
  }

  private static void put(NavigableMap<Double, Mean> series, double at, OperatorPoint point) {
    series.computeIfAbsent(at, _ -> new Mean()).add((double) Math.max(1, point.nanos()));
  }

  /**
   * How long an operator takes of which only the shapes are known; its own time is not looked at.
   */
  Optional<Known> find(OperatorPoint wanted) {
    var rows = between(byRows.get(wanted.exact()), (double) wanted.rows(), false);
    if (rows.isPresent()) {
      return Optional.of(new Known(rows.getAsDouble(), Knowledge.SAME_SHAPES));
    }
    var alike = between(byWork.get(wanted.family()), (double) wanted.work(), true);
    if (alike.isPresent()) {
      return Optional.of(new Known(alike.getAsDouble(), Knowledge.SAME_ATTRIBUTES));
    }
    var kind = between(byWork.get(wanted.kind()), (double) wanted.work(), true);
    return kind.isPresent()
        ? Optional.of(new Known(kind.getAsDouble(), Knowledge.SAME_TYPE))
        : Optional.empty();
  }

  private static OptionalDouble between(
      @org.jspecify.annotations.Nullable NavigableMap<Double, Mean> series,
      double at,
      boolean logarithmic) {
    if (series == null) {
      return OptionalDouble.empty();
    }
    var below = series.floorEntry(at);
    var above = series.ceilingEntry(at);
    if (below == null || above == null) {
      return OptionalDouble.empty();
    }
    double least = below.getValue().value();
    if (below.getKey().equals(above.getKey())) {
      return OptionalDouble.of(least);
    }
    double most = above.getValue().value();
    double share =
        logarithmic
            ? Math.log(at / below.getKey()) / Math.log(above.getKey() / below.getKey())
            : (at - below.getKey()) / (above.getKey() - below.getKey());
    return OptionalDouble.of(
        logarithmic ? least * Math.pow(most / least, share) : least + share * (most - least));
  }
}
