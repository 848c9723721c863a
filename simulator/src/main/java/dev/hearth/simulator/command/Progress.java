package dev.hearth.simulator.command;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows on a terminal how many trials are done; elsewhere it shows nothing. */
final class Progress implements AutoCloseable {
  private final @Nullable ProgressBar bar;

  Progress(int trials) {
    bar =
        terminal()
            ? new ProgressBarBuilder()
                .setTaskName("trials")
                .setInitialMax(trials)
                .setStyle(ProgressBarStyle.ASCII)
                .clearDisplayOnFinish()
                .build()
            : null;
  }

  @SuppressWarnings("SystemConsoleNull") // its contract still allows null
  private static boolean terminal() {
    var console = System.console();
    return console != null && console.isTerminal();
  }

  void step() {
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
