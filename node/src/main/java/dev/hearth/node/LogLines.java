package dev.hearth.node;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes each record of the log as one line, text or JSON, with the invocation it is about.
 * Whatever a message holds, it cannot begin a line of its own: that would be somebody's forgery.
 */
final class LogLines extends Formatter {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS");

  private final boolean json;

  LogLines(boolean json) {
    this.json = json;
  }

  @Override
  public String format(LogRecord record) {
    Map<String, @Nullable String> about = MDC.getCopyOfContextMap();
    Map<String, @Nullable String> fields = about == null ? Map.of() : about;
    return json ? json(record, fields) : text(record, fields);
  }

  private String text(LogRecord record, Map<String, @Nullable String> about) {
    var line = new StringBuilder();
    line.append(TIME.format(record.getInstant().atZone(ZoneId.systemDefault())))
        .append(' ')
        .append(record.getLevel().getName())
        .append(' ')
        .append(printable(formatMessage(record)));
    about.forEach(
        (key, value) ->
            line.append(' ').append(key).append('=').append(printable(String.valueOf(value))));
    if (record.getThrown() != null) {
      stack(record.getThrown())
          .lines()
          .forEach(each -> line.append("\n    | ").append(printable(each)));
    }
    return line.append('\n').toString();
  }

  private String json(LogRecord record, Map<String, @Nullable String> about) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("at", Instant.ofEpochMilli(record.getMillis()).toString());
    fields.put("level", word(record.getLevel()));
    fields.put("logger", String.valueOf(record.getLoggerName()));
    fields.put("message", formatMessage(record));
    about.forEach((key, value) -> fields.put(key, String.valueOf(value)));
    if (record.getThrown() != null) {
      fields.put("stack", stack(record.getThrown()));
    }
    return JSON.writeValueAsString(fields) + "\n";
  }

  private static String word(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "error";
    }
    if (value >= Level.WARNING.intValue()) {
      return "warn";
    }
    return value >= Level.INFO.intValue() ? "info" : "debug";
  }

  private static String stack(Throwable thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  /** With all that would move a terminal's cursor, or end the line, written out. */
  private static String printable(String text) {
    boolean plain = text.codePoints().noneMatch(LogLines::moves);
    if (plain) {
      return text;
    }
    var safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            each -> {
              switch (each) {
                case '\n' -> safe.append("\\n");
                case '\r' -> safe.append("\\r");
                default -> {
                  if (moves(each)) {
                    safe.append(String.format("\\u%04x", each));
                  } else {
                    safe.appendCodePoint(each);
                  }
                }
              }
            });
    return safe.toString();
  }

  /** Control characters but the tab, and what Unicode has to end lines and turn their direction. */
  private static boolean moves(int point) {
    return (Character.isISOControl(point) && point != '\t')
        || point == 0x2028
        || point == 0x2029
        || (point >= 0x202a && point <= 0x202e)
        || (point >= 0x2066 && point <= 0x2069);
  }
}
