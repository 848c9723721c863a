package dev.hearth.node;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** What the demo prints; colours and a moving bar only where there is a terminal. */
final class DemoScreen {
  private static final String BOLD = "1";
  private static final String GREEN = "32";
  private static final String DIM = "2";
  private static final int BAR_WIDTH = 20;
  private static final long MEGABYTE = 1_000_000;

  private final boolean terminal;

  private DemoScreen(boolean terminal) {
    this.terminal = terminal;
  }

  @SuppressWarnings("SystemConsoleNull") // it is null where neither end is a terminal
  static DemoScreen ofTerminal() {
    var console = System.console();
    boolean plain = System.getenv("NO_COLOR") != null;
    return new DemoScreen(console != null && console.isTerminal() && !plain);
  }

  static String since(long beforeNanos) {
    return millis(System.nanoTime() - beforeNanos);
  }

  static String millis(long nanos) {
    double millis = nanos / 1e6;
    return millis < 1_000
        ? String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis)
        : String.format(Locale.ROOT, "%.1f s", millis / 1_000);
  }

  void title(String text) {
    print("");
    print(styled(BOLD, text));
    print("");
  }

  void heading(String text) {
    print("");
    print("  " + styled(BOLD, text));
  }

  void blank() {
    print("");
  }

  void step(String word, String text) {
    print("  " + styled(GREEN, String.format("%-10s", word)) + text);
  }

  /** Two sentences and how alike they are, as a number and a bar. */
  void pair(double cosine, List<String> texts) {
    int filled = Math.clamp(Math.round(cosine * BAR_WIDTH), 0, BAR_WIDTH);
    String bar = "#".repeat(filled) + styled(DIM, ".".repeat(BAR_WIDTH - filled));
    print(String.format(Locale.ROOT, "  %5.2f %s  %s", cosine, bar, texts.get(0)));
    print(" ".repeat(BAR_WIDTH + 10) + texts.get(1));
  }

  void next(URI server, String model, boolean exiting) {
    if (exiting) {
      print("");
      print("  Done. Without --exit the node would stay; 'hearth up' starts one of your own.");
      return;
    }
    heading("Where to look next");
    print("  metrics   " + server.resolve("/metrics"));
    print("  model     " + server.resolve("/v2/models/" + model));
    print("  deployed  " + server.resolve("/admin/v1/models"));
    print("  commands  ./hearth list --server " + server + "    ./hearth help");
    print("");
    print("  The models go back to zero instances when nobody calls them. Ctrl-C stops the node.");
  }

  Transfer transfer(String task) {
    return new Transfer(task);
  }

  private String styled(String code, String text) {
    return terminal ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  private static void print(String line) {
    System.out.println(line);
  }

  /** A progress bar, shown only if something is transferred. */
  final class Transfer implements AutoCloseable {
    private final String task;
    private @Nullable ProgressBar bar;

    private Transfer(String task) {
      this.task = task;
    }

    void progressed(long done, long total) {
      if (!terminal) {
        return;
      }
      if (bar == null) {
        bar =
            new ProgressBarBuilder()
                .setTaskName("  " + task)
                .setInitialMax(total)
                .setUnit(" MB", MEGABYTE)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(100)
                .build();
      }
      bar.stepTo(done);
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
