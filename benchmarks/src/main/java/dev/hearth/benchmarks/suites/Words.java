package dev.hearth.benchmarks.suites;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** What is done with words. */
final class Words {
  private static final List<String> ALL =
      List.of(
          "ash", "birch", "cedar", "elm", "fir", "hazel", "larch", "maple", "oak", "pine", "rowan",
          "spruce", "willow", "yew");

  private static final Map<String, Integer> VALUES =
      Map.of("ash", 2, "maple", 3, "oak", 1, "yew", -3, "hazel", -1, "willow", -2);

  private Words() {}

  private static String one(Numbers draw) {
    return ALL.get(draw.below(ALL.size()));
  }

  private static List<String> many(int n) {
    var draw = new Numbers(n);
    var words = new ArrayList<String>(n);
    for (int i = 0; i < n; i++) {
      words.add(one(draw));
    }
    return words;
  }

  /** A table of rows and ten columns from a template, with what needs it escaped. */
  static byte[] html(int n) {
    var draw = new Numbers(n);
    var out = new StringBuilder("<table>");
    for (int i = 0; i < n; i++) {
      out.append("<tr>");
      for (int j = 0; j < 10; j++) {
        var text = one(draw) + " <" + i + "> & " + j;
        out.append("<td>")
            .append(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
            .append("</td>");
      }
      out.append("</tr>");
    }
    return out.append("</table>").toString().getBytes(US_ASCII);
  }

  /** Writes a document of n records, reads it again and sums what it finds. */
  static byte[] json(int n) {
    var draw = new Numbers(n);
    var out = new StringBuilder("{\"records\":[");
    for (int i = 0; i < n; i++) {
      out.append(i == 0 ? "" : ",")
          .append("{\"id\":")
          .append(i)
          .append(",\"name\":\"")
          .append(one(draw))
          .append("\",\"tags\":[")
          .append(draw.below(100))
          .append(',')
          .append(draw.below(100))
          .append("]}");
    }
    var text = out.append("]}").toString();
    return Case.text(text.length(), new JsonSum(text).sum());
  }

  /** Compresses n bytes of words and expands them again. */
  static byte[] compressed(int n) {
    var all = String.join(" ", many(n / 5 + 1)).getBytes(US_ASCII);
    var text = java.util.Arrays.copyOf(all, Math.min(n, all.length));
    var packed = new byte[text.length + 64];
    int length;
    try (var deflater = new Deflater(6)) {
      deflater.setInput(text);
      deflater.finish();
      length = deflater.deflate(packed);
    }
    if (length >= text.length && n > 100) {
      throw new IllegalStateException("words did not compress");
    }
    var again = new byte[text.length];
    try (var inflater = new Inflater()) {
      inflater.setInput(packed, 0, length);
      int found = inflater.inflate(again);
      if (found != text.length) {
        throw new IllegalStateException("expanded to " + found + " bytes");
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException(e);
    }
    return again;
  }

  /** Counts n words in eight parts, and the parts together. */
  static byte[] counted(int n) {
    var parts = new ArrayList<Map<String, Integer>>();
    for (int part = 0; part < 8; part++) {
      parts.add(new TreeMap<>());
    }
    int at = 0;
    for (var word : many(n)) {
      parts.get(at++ % 8).merge(word, 1, Integer::sum);
    }
    var total = new TreeMap<String, Integer>();
    parts.forEach(part -> part.forEach((word, count) -> total.merge(word, count, Integer::sum)));
    return total.entrySet().stream()
        .map(each -> each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining(","))
        .getBytes(US_ASCII);
  }

  /** Headings, lists, emphasis and paragraphs of n lines as HTML. */
  static byte[] markdown(int n) {
    var draw = new Numbers(n);
    var out = new StringBuilder();
    for (int i = 0; i < n; i++) {
      var word = one(draw);
      var line =
          switch (draw.below(4)) {
            case 0 -> "# " + word;
            case 1 -> "* " + word;
            case 2 -> "**" + word + "** and more";
            default -> "plain " + word;
          };
      if (line.startsWith("# ")) {
        out.append("<h1>").append(line, 2, line.length()).append("</h1>");
      } else if (line.startsWith("* ")) {
        out.append("<li>").append(line, 2, line.length()).append("</li>");
      } else {
        paragraph(line, out);
      }
    }
    return out.toString().getBytes(US_ASCII);
  }

  private static void paragraph(String line, StringBuilder out) {
    out.append("<p>");
    var parts = line.split("\\*\\*", -1);
    for (int i = 0; i < parts.length; i++) {
      out.append(i % 2 == 0 ? parts[i] : "<b>" + parts[i] + "</b>");
    }
    out.append("</p>");
  }

  /** Scores n words by a list of good and bad ones, turned round behind a fir. */
  static byte[] sentiment(int n) {
    long score = 0;
    boolean turned = false;
    for (var word : many(n)) {
      int value = VALUES.getOrDefault(word, 0);
      score += turned ? -value : value;
      turned = word.equals("fir");
    }
    return Case.text(score);
  }
}
