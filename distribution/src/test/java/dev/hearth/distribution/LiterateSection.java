package dev.hearth.distribution;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A section of a page whose commands can be run.
 *
 * @param title its heading
 * @param needs commands and files it cannot do without, from its line {@code Needs `a`, `b`.}; what
 *     has spaces is how to get them
 * @param steps its {@code sh} blocks in order
 */
record LiterateSection(String title, List<String> needs, List<Step> steps) {
  private static final Pattern HEADING = Pattern.compile("(?m)^## (.+)$");
  private static final Pattern NEEDS = Pattern.compile("(?m)^Needs (.+)$");
  private static final Pattern WORD = Pattern.compile("`([^`]+)`");
  private static final Pattern STEP =
      Pattern.compile("(?s)```sh\\n(.*?)```(?:\\s*```text\\n(.*?)```)?");

  /**
   * Commands, and what they print.
   *
   * @param output empty if the page does not say
   */
  record Step(String commands, String output) {
    /** Whether an output is what the page says, where {@code ...} is anything. */
    boolean prints(String actual) {
      if (output.isEmpty()) {
        return true;
      }
      String pattern =
          Pattern.compile("\\.\\.\\.")
              .splitAsStream(output.strip())
              .map(Pattern::quote)
              .collect(Collectors.joining(".*"));
      boolean open = output.strip().endsWith("...");
      return Pattern.compile(pattern + (open ? ".*" : ""), Pattern.DOTALL)
          .matcher(actual.strip())
          .matches();
    }
  }

  /** The sections of a page that have commands. */
  static List<LiterateSection> of(String page) {
    var sections = new ArrayList<LiterateSection>();
    Matcher heading = HEADING.matcher(page);
    int from = -1;
    String title = "";
    while (heading.find()) {
      add(sections, title, from, heading.start(), page);
      from = heading.end();
      title = heading.group(1);
    }
    add(sections, title, from, page.length(), page);
    return sections;
  }

  private static void add(
      List<LiterateSection> sections, String title, int from, int to, String page) {
    if (from < 0) {
      return;
    }
    String text = page.substring(from, to);
    List<Step> steps =
        STEP.matcher(text)
            .results()
            .map(step -> new Step(step.group(1), step.group(2) == null ? "" : step.group(2)))
            .toList();
    if (!steps.isEmpty()) {
      sections.add(new LiterateSection(title, needs(text), steps));
    }
  }

  private static List<String> needs(String text) {
    return NEEDS
        .matcher(text)
        .results()
        .flatMap(line -> WORD.matcher(line.group(1)).results())
        .map(word -> word.group(1))
        .filter(word -> !word.contains(" "))
        .toList();
  }

  @Override
  public String toString() {
    return title;
  }
}
