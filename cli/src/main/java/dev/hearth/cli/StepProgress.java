package dev.hearth.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Shows the steps of a profile on a terminal; elsewhere it shows nothing. */
final class StepProgress implements AutoCloseable {
  private final String what;
  private final boolean quiet;
  private @Nullable ProgressBar bar;

  StepProgress(String what, boolean quiet) {
    this.what = what;
    this.quiet = quiet;
  }

  /** So many steps are done; the last one may have found a point. */
  void at(int done, int total, JsonNode point) {
    if (quiet || !Terminal.present()) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(what)
              .setInitialMax(total)
              .setUnit(" steps", 1)
              .setStyle(ProgressBarStyle.ASCII)
              .build();
    }
    bar.stepTo(done);
    if (point.isObject()) {
      bar.setExtraMessage(
          " %d rows on %s cores: %s"
              .formatted(
                  point.path("rows").asInt(),
                  ProfileView.cores(point),
                  ProfileView.millis(point.path("nanos").asLong())));
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
