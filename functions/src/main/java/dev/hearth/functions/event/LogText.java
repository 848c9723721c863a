package dev.hearth.functions.event;

/** Text of others as it may stand in a line of a log. */
public final class LogText {
  private LogText() {}

  /**
   * The text in one line: what would end or change a line, or move the cursor of a terminal, is
   * written as its number, {@code \\u001b}, and so is what turns the direction of writing.
   */
  public static String oneLine(String text) {
    int harmless = harmless(text);
    if (harmless == text.length()) {
      return text;
    }
    var line = new StringBuilder(text.length() + 16).append(text, 0, harmless);
    for (int i = harmless; i < text.length(); i++) {
      char c = text.charAt(i);
      if (harmful(c)) {
        line.append("\\u").append(String.format("%04x", (int) c));
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }

  private static int harmless(String text) {
    int i = 0;
    while (i < text.length() && !harmful(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean harmful(char c) {
    return c != '\t'
        && (c < ' '
            || (c >= 0x7F && c <= 0x9F)
            || c == 0x061C
            || c == 0x200E
            || c == 0x200F
            || (c >= 0x2028 && c <= 0x202E)
            || (c >= 0x2066 && c <= 0x2069));
  }

  /** The beginning of a text that may be long. */
  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }
}
