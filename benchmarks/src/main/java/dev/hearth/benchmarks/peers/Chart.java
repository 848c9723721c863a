package dev.hearth.benchmarks.peers;

import java.util.List;
import java.util.Locale;

/**
 * Lines, as SVG that takes its colours from the page.
 *
 * @param x title of the axis across, with its unit
 * @param y title of the axis up, with its unit
 */
record Chart(String title, String x, String y, Axis across, Axis up, List<Line> lines) {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 330;
  private static final int LEFT = 62;
  private static final int RIGHT = 12;
  private static final int TOP = 10;
  private static final int BOTTOM = 46;

  /** How many colours the page has; later lines are dashed. */
  static final int COLOURS = 8;

  /**
   * One line.
   *
   * @param colour its place in the legend
   * @param faint drawn thinner, for what stands beside the main thing
   */
  record Line(String name, int colour, boolean faint, List<Point> points) {
    Line {
      points = List.copyOf(points);
    }
  }

  /**
   * A point.
   *
   * @param says shown when it is pointed at
   */
  record Point(double x, double y, String says) {}

  /** The classes and the colour of a line. */
  static String style(int colour) {
    return "style=\"--c: var(--c%d)\"".formatted(colour % COLOURS);
  }

  static String dashes(int colour) {
    return colour >= COLOURS ? " dashed" : "";
  }

  String svg() {
    var svg = new StringBuilder();
    svg.append(
        "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
            .formatted(WIDTH, HEIGHT, Html.escaped(title)));
    axes(svg);
    for (Line line : lines) {
      line(svg, line);
    }
    return svg.append("</svg>\n").toString();
  }

  private void axes(StringBuilder svg) {
    for (double tick : across.ticks()) {
      double at = at(across, tick);
      say(svg, "<path class=\"grid\" d=\"M%.1f %dV%d\"/>", at, TOP, HEIGHT - BOTTOM);
      text(svg, at, HEIGHT - BOTTOM + 17, "middle", across.text(tick));
    }
    for (double tick : up.ticks()) {
      double at = height(tick);
      say(svg, "<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, at, WIDTH - RIGHT);
      text(svg, LEFT - 7, at + 4, "end", up.text(tick));
    }
    text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", x);
    double middle = (TOP + HEIGHT - BOTTOM) / 2.0;
    say(
        svg,
        "<text transform=\"rotate(-90 14 %.1f)\" x=\"14\" y=\"%.1f\""
            + " text-anchor=\"middle\">%s</text>%n",
        middle,
        middle,
        Html.escaped(y));
  }

  private void line(StringBuilder svg, Line line) {
    String faint = line.faint() ? " faint" : "";
    say(svg, "<g %s class=\"series%s\">", style(line.colour()), faint);
    svg.append("<path class=\"line").append(dashes(line.colour())).append("\" d=\"");
    String command = "M";
    for (Point point : line.points()) {
      say(svg, "%s%.1f %.1f", command, at(across, point.x()), height(point.y()));
      command = "L";
    }
    svg.append("\"/>");
    for (Point point : line.points()) {
      say(
          svg,
          "<circle class=\"mark\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.2\"><title>%s</title></circle>",
          at(across, point.x()),
          height(point.y()),
          Html.escaped(line.name() + ": " + point.says()));
    }
    svg.append("</g>\n");
  }

  private static double at(Axis axis, double value) {
    return LEFT + axis.share(value) * (WIDTH - LEFT - RIGHT);
  }

  private double height(double value) {
    return HEIGHT - BOTTOM - up.share(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String words) {
    say(
        svg,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
        x,
        y,
        anchor,
        Html.escaped(words));
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is of a library that is not there
  private static void say(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
