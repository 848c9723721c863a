package dev.hearth.benchmarks.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A drawing of lines over time, as SVG that is readable on light and on dark ground. */
final class Plot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 220;
  private static final int LEFT = 60;
  private static final int RIGHT = 40;
  private static final int TOP = 34;
  private static final int BOTTOM = 24;
  private static final int POINTS = 400;
  private static final List<String> COLOURS = List.of("#2a7", "#c33", "#c80", "#47c", "#888");

  /** A value at a second. */
  record Point(double x, double y) {}

  private record Line(String name, List<Point> points) {}

  /** A time at which something was on. */
  private record Band(double from, double to, String name) {}

  private final String title;
  private final double until;
  private final List<Line> lines = new ArrayList<>();
  private final List<Band> bands = new ArrayList<>();

  Plot(String title, double until) {
    this.title = title;
    this.until = until;
  }

  <T> Plot line(
      String name, List<T> all, ToDoubleFunction<T> x, ToDoubleFunction<T> y, boolean largest) {
    List<Point> points =
        all.stream().map(each -> new Point(x.applyAsDouble(each), y.applyAsDouble(each))).toList();
    lines.add(new Line(name, thinned(points, largest)));
    return this;
  }

  Plot band(double from, double to, String name) {
    bands.add(new Band(from, to, name));
    return this;
  }

  /** At most so many points: of each few the largest, or their mean. */
  private static List<Point> thinned(List<Point> points, boolean largest) {
    int each = Math.ceilDiv(points.size(), POINTS);
    List<Point> few = new ArrayList<>();
    for (int from = 0; from < points.size(); from += each) {
      var some = points.subList(from, Math.min(points.size(), from + each)).stream();
      var numbers = some.mapToDouble(Point::y).summaryStatistics();
      few.add(new Point(points.get(from).x(), largest ? numbers.getMax() : numbers.getAverage()));
    }
    return few;
  }

  String svg() {
    double highest =
        lines.stream()
            .flatMap(line -> line.points().stream())
            .mapToDouble(Point::y)
            .max()
            .orElse(1);
    double top = Math.max(highest, 1e-9) * 1.05;
    var svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif"
          font-size="11" fill="#888">
        <text x="%d" y="14" font-size="13">%s</text>
        """
            .formatted(WIDTH, HEIGHT, LEFT, title));
    bands.forEach(band -> band(svg, band));
    for (int i = 0; i <= 4; i++) {
      double y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * i / 4.0;
      svg.append(
          "<path d='M%d %.1fH%d' stroke='#888' stroke-opacity='.25'/>"
              .formatted(LEFT, y, WIDTH - RIGHT));
      svg.append(
          "<text x='%d' y='%.1f' text-anchor='end'>%s</text>%n"
              .formatted(LEFT - 6, y + 4, number(top * i / 4)));
    }
    for (int i = 0; i <= 6; i++) {
      svg.append(
          "<text x='%.1f' y='%d' text-anchor='middle'>%s min</text>%n"
              .formatted(x(until * i / 6), HEIGHT - 6, number(until * i / 360)));
    }
    for (int i = 0; i < lines.size(); i++) {
      line(svg, lines.get(i), COLOURS.get(i % COLOURS.size()), i, top);
    }
    return svg.append("</svg>\n").toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 20 ? "%,.0f" : "%.1f", value);
  }

  private double x(double seconds) {
    return LEFT + (WIDTH - LEFT - RIGHT) * seconds / until;
  }

  private void band(StringBuilder svg, Band band) {
    svg.append(
        ("<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='#c33' fill-opacity='.12'>"
                + "<title>%s</title></rect>%n")
            .formatted(
                x(band.from()),
                TOP,
                Math.max(1, x(band.to()) - x(band.from())),
                HEIGHT - TOP - BOTTOM,
                band.name()));
  }

  private void line(StringBuilder svg, Line line, String colour, int number, double top) {
    svg.append("<polyline fill='none' stroke='%s' stroke-width='1.3' points='".formatted(colour));
    for (Point point : line.points()) {
      double y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * point.y() / top;
      svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.x()), y));
    }
    svg.append(
        "'/>%n<text x='%d' y='28' fill='%s'>%s</text>%n"
            .formatted(LEFT + 200 * number, colour, line.name()));
  }
}
