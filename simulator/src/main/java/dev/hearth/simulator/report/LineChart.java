package dev.hearth.simulator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A plot of lines as SVG that needs nothing else; equal data give equal bytes. It is readable on a
 * light and on a dark page.
 *
 * @param title above it
 * @param x title of the axis across, with its unit
 * @param y title of the axis up, with its unit
 * @param logarithmic whether the axis across is; its values are then above 0
 */
public record LineChart(
    String title, String x, String y, boolean logarithmic, List<Series> series) {
  private static final int WIDTH = 820;
  private static final int HEIGHT = 360;
  private static final int LEFT = 64;
  private static final int RIGHT = 232;
  private static final int TOP = 40;
  private static final int BOTTOM = 52;
  private static final int LEGEND_LINE = 16;
  private static final int TICKS = 5;
  private static final List<String> COLOURS =
      List.of("#4e79a7", "#e15759", "#59a14f", "#b07aa1", "#f28e2b", "#76b7b2", "#9c755f");

  /**
   * One line.
   *
   * @param points in the order of x
   * @param faint drawn thin and grey, without a name in the legend
   */
  public record Series(String name, List<Point> points, boolean faint) {
    public Series {
      points = List.copyOf(points);
    }
  }

  /** A point. */
  public record Point(double x, double y) {}

  public LineChart {
    series = List.copyOf(series);
  }

  /** From the least to the most of all points, on one axis. */
  private record Range(double from, double to, boolean logarithmic) {
    double share(double value) {
      return logarithmic
          ? StrictMath.log(value / from) / StrictMath.log(to / from)
          : (value - from) / (to - from);
    }

    List<Double> ticks() {
      var ticks = new ArrayList<Double>();
      if (logarithmic) {
        for (double tick = power(from); tick <= to * 1.0001; tick *= 10) {
          for (double step : new double[] {1, 2, 5}) {
            if (tick * step >= from * 0.9999 && tick * step <= to * 1.0001) {
              ticks.add(tick * step);
            }
          }
        }
        return ticks;
      }
      double step = step((to - from) / TICKS);
      for (double tick = StrictMath.ceil(from / step) * step; tick <= to * 1.0001; tick += step) {
        ticks.add(tick);
      }
      return ticks;
    }

    private static double power(double value) {
      return StrictMath.pow(10, StrictMath.floor(StrictMath.log10(value)));
    }

    /** The next of 1, 2, 5, 10 ... that is no finer. */
    private static double step(double finest) {
      double power = power(finest);
      double share = finest / power;
      return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
    }
  }

  /** The whole SVG. */
  public String svg() {
    var across = across();
    var up = up();
    var out = new StringBuilder();
    out.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n"
            .formatted(WIDTH, HEIGHT, WIDTH));
    out.append("<title>%s</title>\n".formatted(escaped(title)));
    out.append(
        "<rect width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#ffffff\"/>\n".formatted(WIDTH, HEIGHT));
    out.append(
        text(
            (LEFT + WIDTH - RIGHT) / 2.0,
            22,
            "middle",
            "font-size=\"14\" font-weight=\"bold\"",
            title));
    axes(across, up, out);
    int colour = 0;
    int named = 0;
    for (var each : series) {
      var stroke = each.faint() ? "#bbbbbb" : COLOURS.get(colour++ % COLOURS.size());
      out.append(line(each, across, up, stroke));
      if (!each.faint()) {
        legend(each.name(), stroke, named++, out);
      }
    }
    return out.append("</svg>\n").toString();
  }

  private Range across() {
    double from = points().mapToDouble(Point::x).min().orElse(0);
    double to = points().mapToDouble(Point::x).max().orElse(1);
    return new Range(from, to > from ? to : from + 1, logarithmic);
  }

  private Range up() {
    double to = points().mapToDouble(Point::y).max().orElse(1);
    return new Range(0, to > 0 ? to * 1.05 : 1, false);
  }

  private java.util.stream.Stream<Point> points() {
    return series.stream().flatMap(each -> each.points().stream());
  }

  private void axes(Range across, Range up, StringBuilder out) {
    for (double tick : across.ticks()) {
      double at = x(across, tick);
      out.append(grid(at, TOP, at, HEIGHT - BOTTOM));
      out.append(text(at, HEIGHT - BOTTOM + 18, "middle", "", number(tick)));
    }
    for (double tick : up.ticks()) {
      double at = y(up, tick);
      out.append(grid(LEFT, at, WIDTH - RIGHT, at));
      out.append(text(LEFT - 8, at + 4, "end", "", number(tick)));
    }
    out.append(text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", "", x));
    var turned = "transform=\"rotate(-90 16 %d)\"".formatted((TOP + HEIGHT - BOTTOM) / 2);
    out.append(text(16, (TOP + HEIGHT - BOTTOM) / 2.0, "middle", turned, y));
  }

  private static String grid(double x1, double y1, double x2, double y2) {
    return String.format(
        Locale.ROOT,
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#e4e4e4\"/>%n",
        x1,
        y1,
        x2,
        y2);
  }

  private static String text(double x, double y, String anchor, String more, String words) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#333333\" %s>%s</text>%n",
        x,
        y,
        anchor,
        more,
        escaped(words));
  }

  private static String line(Series series, Range across, Range up, String stroke) {
    var path = new StringBuilder();
    for (var point : series.points()) {
      path.append(
          String.format(
              Locale.ROOT,
              "%s%.1f %.1f",
              path.isEmpty() ? "M" : "L",
              x(across, point.x()),
              y(up, point.y())));
    }
    return "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"/>%n"
        .formatted(path, stroke, series.faint() ? "1" : "2");
  }

  private static void legend(String name, String stroke, int place, StringBuilder out) {
    int y = TOP + 14 + place * LEGEND_LINE;
    out.append(
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"3\"/>%n"
            .formatted(WIDTH - RIGHT + 12, y - 4, WIDTH - RIGHT + 32, y - 4, stroke));
    out.append(text(WIDTH - RIGHT + 38, y, "start", "", name));
  }

  private static double x(Range across, double value) {
    return LEFT + across.share(value) * (WIDTH - LEFT - RIGHT);
  }

  private static double y(Range up, double value) {
    return HEIGHT - BOTTOM - up.share(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static String number(double value) {
    return value == StrictMath.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.3g", value).replaceAll("0+$", "").replaceAll("\\.$", "");
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
