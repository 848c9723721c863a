package dev.hearth.sandbox.handler;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.util.ResourceBundle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A logger that writes lines: messages of level {@code INFO} as they are, others after the name of
 * their level; levels below are left out.
 */
public record LineLogger(String name, Consumer<String> lines) implements System.Logger {
  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isLoggable(Level level) {
    return level.getSeverity() >= Level.INFO.getSeverity() && level != Level.OFF;
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String message,
      @Nullable Throwable thrown) {
    if (!isLoggable(level)) {
      return;
    }
    write(level, String.valueOf(message));
    if (thrown != null) {
      var trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace, true));
      trace.toString().lines().forEach(lines);
    }
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object @Nullable ... arguments) {
    if (isLoggable(level)) {
      boolean plain = format == null || arguments == null || arguments.length == 0;
      write(level, plain ? String.valueOf(format) : MessageFormat.format(format, arguments));
    }
  }

  private void write(Level level, String message) {
    String text = level == Level.INFO ? message : level + " " + message;
    text.lines().forEach(lines);
  }
}
