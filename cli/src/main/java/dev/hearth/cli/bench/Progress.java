package dev.hearth.cli.bench;

import dev.hearth.cli.Terminal;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/** Shows on a terminal how far a row is; elsewhere nothing. */
final class Progress implements AutoCloseable {
  private static final int STEPS = 1000;
  private static final int INTERRUPTED = 130;

  private final @Nullable ProgressBar bar;

  Progress(LoadPlan plan) {
    bar =
        Terminal.present()
            ? new ProgressBarBuilder()
                .setTaskName(Columns.load(plan.load()))
                .setInitialMax(STEPS)
                .setStyle(ProgressBarStyle.ASCII)
                .clearDisplayOnFinish()
                .hideEta()
                .build()
            : null;
    if (bar != null) {
      // The bar's terminal lets Ctrl-C kill the process at once; here it ends it in order.
      Signals.register("INT", () -> Runtime.getRuntime().exit(INTERRUPTED));
    }
  }

  /** {@code share} from 0 to 1. */
  void at(double share) {
    if (bar != null) {
      bar.stepTo((long) (share * STEPS));
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
