package dev.hearth.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Profiles as text, a point a line: {@code model threads gpuPercent batch milliseconds}, as INFless
 * publishes them. Threads may be fractions of a core. A line {@code # contention model number} says
 * a model's contention; other lines that begin with {@code #} are comments. A sixth column {@code
 * composed} marks what was not measured as a whole.
 */
public final class ProfileTable {
  private static final String COMPOSED = "composed";
  private static final int COLUMNS = 5;

  private ProfileTable() {}

  /**
   * Reads the points of all models.
   *
   * @param timedOutMillis points slower than this stand for runs that were given up and are left
   *     out
   * @throws IllegalArgumentException naming the line that cannot be read
   */
  public static SortedMap<String, Profile> parse(List<String> lines, double timedOutMillis) {
    var points = new TreeMap<String, List<Profile.Point>>();
    var contentions = new TreeMap<String, Double>();
    for (int i = 0; i < lines.size(); i++) {
      try {
        line(lines.get(i).strip(), timedOutMillis, points, contentions);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "line %d, '%s', is not 'model threads gpuPercent batch milliseconds', such as 'resnet-50 2 0 4 112.5': %s"
                .formatted(i + 1, lines.get(i).strip(), e.getMessage()),
            e);
      }
    }
    var profiles = new TreeMap<String, Profile>();
    points.forEach(
        (model, of) -> profiles.put(model, new Profile(of, contentions.getOrDefault(model, 0.0))));
    return profiles;
  }

  private static void line(
      String text,
      double timedOutMillis,
      Map<String, List<Profile.Point>> points,
      Map<String, Double> contentions) {
    var words = text.split("\\s+", -1);
    if (words.length == 4 && words[0].equals("#") && words[1].equals("contention")) {
      contentions.put(words[2], Double.valueOf(words[3]));
    } else if (!text.isEmpty() && !text.startsWith("#")) {
      var point = point(words);
      if (point.nanos() <= timedOutMillis * 1e6) {
        points.computeIfAbsent(words[0], _ -> new ArrayList<>()).add(point);
      }
    }
  }

  private static Profile.Point point(String[] words) {
    boolean composed = words.length == COLUMNS + 1 && words[COLUMNS].equals(COMPOSED);
    if (words.length != COLUMNS && !composed) {
      throw new IllegalArgumentException("it has %d columns".formatted(words.length));
    }
    return new Profile.Point(
        (int) Math.round(Double.parseDouble(words[1]) * 1_000),
        Integer.parseInt(words[2]),
        Integer.parseInt(words[3]),
        Math.round(Double.parseDouble(words[4]) * 1e6),
        composed ? Profile.Source.COMPOSED : Profile.Source.MEASURED);
  }

  /** What {@link #parse} reads again. */
  public static List<String> format(SortedMap<String, Profile> profiles) {
    var lines = new ArrayList<String>();
    profiles.forEach(
        (model, profile) -> {
          if (profile.contention() > 0) {
            lines.add("# contention %s %s".formatted(model, profile.contention()));
          }
          profile.points().forEach(point -> lines.add(line(model, point)));
        });
    return lines;
  }

  private static String line(String model, Profile.Point point) {
    return "%s %s %d %d %s%s"
        .formatted(
            model,
            decimal(point.cpuMillis() / 1e3),
            point.gpuPercent(),
            point.rows(),
            decimal(point.nanos() / 1e6),
            point.source() == Profile.Source.COMPOSED ? " " + COMPOSED : "");
  }

  private static String decimal(double number) {
    return java.math.BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
