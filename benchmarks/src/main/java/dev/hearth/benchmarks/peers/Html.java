package dev.hearth.benchmarks.peers;

/** Words in a page: what a file of results says is never markup. */
final class Html {
  private Html() {}

  static String escaped(String words) {
    return words
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
