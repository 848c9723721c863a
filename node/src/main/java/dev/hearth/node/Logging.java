package dev.hearth.node;

/** One line for each log record, on standard error. */
final class Logging {
  private static final String FORMAT_KEY = "java.util.logging.SimpleFormatter.format";

  private Logging() {}

  static void configure() {
    if (System.getProperty(FORMAT_KEY) == null) {
      System.setProperty(FORMAT_KEY, "%1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n");
    }
  }
}
