package dev.hearth.node;

import dev.hearth.node.trace.InvocationLog;
import java.util.List;
import java.util.Locale;

/**
 * What a node is told of its log.
 *
 * @param json whether each line is a JSON object
 * @param invocations which invocations have a line of their own
 */
record LogConfig(boolean json, InvocationLog.Which invocations) {
  static final List<String> KEYS = List.of("log.format", "log.invocations");
  static final LogConfig DEFAULTS = new LogConfig(false, InvocationLog.Which.NONE);

  static LogConfig of(Section top) {
    Section section = top.section("log");
    String format = section.text("format").orElse("text");
    if (!format.equals("text") && !format.equals("json")) {
      throw section.wrong("format", "text or json");
    }
    return new LogConfig(format.equals("json"), which(section));
  }

  private static InvocationLog.Which which(Section section) {
    String text = section.text("invocations").orElse("none");
    for (InvocationLog.Which each : InvocationLog.Which.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
        return each;
      }
    }
    throw section.wrong("invocations", "none, failed or all");
  }
}
