package dev.hearth.cli.bench;

import dev.hearth.cli.Terminal;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows on a terminal how far a row is; elsewhere nothing. */
final class Progress implements AutoCloseable {
  private static final int STEPS = 1000;

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
