package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Values on the command line. */
final class Arguments {
  private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(us|ms|s|m|h)");

  private Arguments() {}

  static CommandFailure usage(String text) {
    return new CommandFailure(CommandFailure.USAGE, text);
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw usage("the file '%s' cannot be read: %s".formatted(file, e));
    }
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw usage("the file '%s' cannot be read: %s".formatted(file, e));
    }
  }

  /** A number with its unit, like {@code 100ms}. */
  static Duration duration(String option, String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw usage("%s '%s' is no duration like 500ms, 10s or 2m".formatted(option, text));
    }
    double nanos =
        switch (matcher.group(2)) {
          case "us" -> 1e3;
          case "ms" -> 1e6;
          case "s" -> 1e9;
          case "m" -> 60e9;
          default -> 3600e9;
        };
    return Duration.ofNanos((long) (Double.parseDouble(matcher.group(1)) * nanos));
  }

  /** What stands before the last equals sign, if there is one, and what after it. */
  static Map.Entry<String, String> named(String text) {
    int sign = text.lastIndexOf('=');
    return sign < 0
        ? Map.entry("", text)
        : Map.entry(text.substring(0, sign), text.substring(sign + 1));
  }

  static List<Long> shape(String text, String argument) {
    if (text.matches("\\d{1,9}([x,]\\d{1,9})*")) {
      return Stream.of(text.split("[x,]", -1)).map(Long::valueOf).toList();
    }
    if (text.isEmpty()) {
      return List.of();
    }
    throw usage("the shape '%s' is not like input_ids=1x16".formatted(argument));
  }
}
