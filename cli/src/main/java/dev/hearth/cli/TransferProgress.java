package dev.hearth.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a transfer on a terminal, from its first progress on; elsewhere it shows nothing. */
final class TransferProgress implements AutoCloseable {
  private static final long MIB = 1L << 20;

  private final String what;
  private @Nullable ProgressBar bar;

  TransferProgress(String what) {
    this.what = what;
  }

  /** {@code total} is -1 where nobody knows it. */
  void at(long done, long total) {
    if (!Terminal.present()) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(what)
              .setInitialMax(total)
              .setUnit(" MiB", MIB)
              .setStyle(ProgressBarStyle.ASCII)
              .build();
    }
    bar.stepTo(done);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
