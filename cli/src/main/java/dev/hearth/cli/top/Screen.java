package dev.hearth.cli.top;

import dev.hearth.cli.CommandFailure;
import dev.hearth.cli.NodeClient;
import java.io.IOException;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/** The whole terminal, drawn anew for each sample, until q or Ctrl-C. */
final class Screen {
  private static final String ENTER = "\033[?1049h\033[?25l";
  private static final String LEAVE = "\033[?25h\033[?1049l";
  private static final String HOME = "\033[H";
  private static final String END_OF_LINE = "\033[K\r\n";
  private static final String CLEAR_BELOW = "\033[J";
  private static final int DEFAULT_WIDTH = 80;
  private static final int DEFAULT_HEIGHT = 24;

  private final String server;
  private final NodeClient node;
  private final long intervalMillis;
  private volatile boolean left;

  Screen(String server, NodeClient node, long intervalMillis) {
    this.server = server;
    this.node = node;
    this.intervalMillis = intervalMillis;
  }

  void show(Reading first) {
    try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
      Attributes before = terminal.enterRawMode();
      terminal.handle(Terminal.Signal.INT, _ -> left = true);
      terminal.writer().write(ENTER);
      try {
        follow(terminal, first);
      } finally {
        terminal.writer().write(LEAVE);
        terminal.flush();
        terminal.setAttributes(before);
      }
    } catch (IOException e) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "the terminal cannot be used: %s; --once prints a sample without it"
              .formatted(e.getMessage()));
    }
  }

  private void follow(Terminal terminal, Reading first) throws IOException {
    Reading before = first;
    draw(terminal, "%s: the first sample comes in a moment".formatted(server), List.of());
    while (!quits(terminal.reader())) {
      try {
        Reading after = Top.read(node);
        Sample sample = Sample.of(before, after);
        int width = terminal.getWidth() > 0 ? terminal.getWidth() : DEFAULT_WIDTH;
        int height = terminal.getHeight() > 0 ? terminal.getHeight() : DEFAULT_HEIGHT;
        draw(terminal, Top.head(server, sample), TopTable.lines(sample, width, height - 3));
        before = after;
      } catch (CommandFailure failure) {
        draw(terminal, failure.text() + " (trying again)", List.of());
      }
    }
  }

  /** Waits for the interval; whether a key or a signal ended it. */
  private boolean quits(NonBlockingReader keys) throws IOException {
    long end = System.nanoTime() + intervalMillis * 1_000_000;
    while (!left) {
      long leftMillis = (end - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        return false;
      }
      int key = keys.read(Math.min(leftMillis, 100));
      if (key == 'q' || key == 'Q' || key == 3 || key == NonBlockingReader.EOF) {
        return true;
      }
    }
    return true;
  }

  private static void draw(Terminal terminal, String head, List<String> lines) {
    int width = terminal.getWidth() > 0 ? terminal.getWidth() : DEFAULT_WIDTH;
    var text = new StringBuilder(HOME);
    text.append(head, 0, Math.min(head.length(), width)).append(END_OF_LINE).append(END_OF_LINE);
    lines.forEach(line -> text.append(line).append(END_OF_LINE));
    terminal.writer().write(text.append(CLEAR_BELOW).toString());
    terminal.flush();
  }
}
