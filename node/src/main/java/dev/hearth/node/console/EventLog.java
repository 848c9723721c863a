package dev.hearth.node.console;

import dev.hearth.gateway.console.Feed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What happened to one deployment, in words; the last lines of it. A line that repeats the one
 * before is counted, not kept.
 */
final class EventLog {
  static final int MAX_LINES = 200;
  private static final int MAX_CHARACTERS = 1_000;

  /** What is kept of each line. */
  private record Line(long at, String level, String text, int times) {
    Feed.LogLine shown() {
      return new Feed.LogLine(
          at, level, times == 1 ? text : text + " (" + times + " times)", Optional.empty());
    }
  }

  private final ArrayDeque<Line> lines = new ArrayDeque<>();

  void info(long at, String text) {
    add(at, "info", text);
  }

  void warn(long at, String text) {
    add(at, "warn", text);
  }

  private void add(long at, String level, String said) {
    String text = said.length() <= MAX_CHARACTERS ? said : said.substring(0, MAX_CHARACTERS) + "…";
    Line last = lines.peekLast();
    if (last != null && last.level().equals(level) && last.text().equals(text)) {
      lines.removeLast();
      lines.add(new Line(at, level, text, last.times() + 1));
      return;
    }
    lines.add(new Line(at, level, text, 1));
    if (lines.size() > MAX_LINES) {
      lines.removeFirst();
    }
  }

  /** Oldest first. */
  List<Feed.LogLine> lines() {
    var shown = new ArrayList<Feed.LogLine>(lines.size());
    lines.forEach(line -> shown.add(line.shown()));
    return shown;
  }
}
