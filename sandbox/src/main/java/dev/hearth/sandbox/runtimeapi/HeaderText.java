package dev.hearth.sandbox.runtimeapi;

/** Text of callers as values of headers, which hold printable ASCII only. */
final class HeaderText {
  private HeaderText() {}

  /** What a header cannot hold becomes a question mark. */
  static String of(String text) {
    return text.chars().allMatch(HeaderText::printable)
        ? text
        : text.codePoints()
            .map(c -> printable(c) ? c : '?')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  /** JSON stays what it was: its line ends become spaces, other characters escapes. */
  static String json(String json) {
    var text = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (printable(c)) {
        text.append(c);
      } else if (c < ' ') {
        text.append(' ');
      } else {
        text.append("\\u%04x".formatted((int) c));
      }
    }
    return text.toString();
  }

  private static boolean printable(int c) {
    return c >= ' ' && c < 0x7f;
  }
}
