package dev.hearth.policies.infless;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Non-uniform greedy scale-out: covers a rate with instances of different configurations, the most
 * efficient use of what is free first. For each batch from the largest down, of all feasible
 * configurations whose low rate does not exceed what is left to cover, and all slots where one
 * fits, it takes the one with the greatest
 *
 * <pre>
 * (up / best) / (fragment / capacity)
 *   best     = max over the table of (1000/t · b) / (threads · 64 + gpu · 142)
 *   capacity = threads of the slot · 64 + 100 · 142      (GFLOPS a thread, and a GPU percent)
 *   fragment = the same measure of what stays free after placement, never 0
 * </pre>
 *
 * then begins again from the largest batch with what is left.
 */
final class ScaleOut {
  private static final double THREAD_GFLOPS = 64;
  private static final double GPU_PERCENT_GFLOPS = 142;
  private static final double FULL = 1.001;

  /** A configuration of the table with its rates. */
  record Choice(LatencyTable.Row row, RateWindow window) {
    int batch() {
      return row.batch();
    }
  }

  /** A choice and where it goes. */
  record Placed(int slot, Choice choice) {}

  /** Instances, and the rate they leave uncovered: 0 unless the slots are full. */
  record Result(List<Placed> placed, double uncovered) {}

  /** A CPU socket with its GPU, and what of them is taken. */
  static final class Slot {
    private final double threads;
    private final double gpuMemoryShare;
    private double usedThreads;
    private double usedGpu;
    private double usedGpuMemory;

    /**
     * @param gpuMemoryShare share of the GPU's memory that one instance takes, after the reserve
     */
    Slot(double threads, double usedThreads, double usedGpuPercent, double gpuMemoryShare) {
      this.threads = threads;
      this.usedThreads = usedThreads;
      this.usedGpu = usedGpuPercent / 100;
      this.gpuMemoryShare = gpuMemoryShare;
    }

    private double memoryOf(LatencyTable.Row row) {
      return row.gpuPercent() > 0 ? gpuMemoryShare : 0;
    }

    private boolean fits(LatencyTable.Row row) {
      return (usedThreads + row.threads()) / threads <= FULL
          && usedGpu + row.gpuPercent() / 100.0 <= FULL
          && usedGpuMemory + memoryOf(row) <= FULL;
    }

    private double freeShareAfter(LatencyTable.Row row) {
      double cpu = threads * THREAD_GFLOPS;
      double gpu = 100 * GPU_PERCENT_GFLOPS;
      double fragment =
          cpu * (FULL - (usedThreads + row.threads()) / threads)
              + gpu * (FULL - (usedGpu + row.gpuPercent() / 100.0));
      return fragment / (cpu + gpu);
    }

    private void take(LatencyTable.Row row) {
      usedThreads += row.threads();
      usedGpu += row.gpuPercent() / 100.0;
      usedGpuMemory += memoryOf(row);
    }
  }

  private final LatencyTable table;
  private final double objectiveMillis;
  private final int maxBatch;
  private final double best;

  ScaleOut(LatencyTable table, double objectiveMillis, int maxBatch) {
    this.table = table;
    this.objectiveMillis = objectiveMillis;
    this.maxBatch = maxBatch;
    best = table.rows().stream().mapToDouble(ScaleOut::efficiency).max().orElse(1);
  }

  private static double efficiency(LatencyTable.Row row) {
    return 1000
        / row.millis()
        * row.batch()
        / (row.threads() * THREAD_GFLOPS + row.gpuPercent() * GPU_PERCENT_GFLOPS);
  }

  /** Covers {@code rate} requests a second; the slots are taken from as instances are placed. */
  Result cover(double rate, List<Slot> slots, int mostInstances) {
    var placed = new ArrayList<Placed>();
    double left = rate;
    while (left > 0 && placed.size() < mostInstances) {
      var next = next(left, slots);
      if (next == null) {
        break;
      }
      slots.get(next.slot()).take(next.choice().row());
      placed.add(next);
      left -= next.choice().window().up();
    }
    return new Result(placed, Math.max(0, left));
  }

  private @Nullable Placed next(double left, List<Slot> slots) {
    for (int batch = maxBatch; batch >= 1; batch /= 2) {
      var found = best(choices(batch, left), slots);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable Placed best(List<Choice> choices, List<Slot> slots) {
    Placed found = null;
    double most = 0;
    for (int slot = 0; slot < slots.size(); slot++) {
      for (var choice : choices) {
        if (slots.get(slot).fits(choice.row())) {
          double value = choice.window().up() / best / slots.get(slot).freeShareAfter(choice.row());
          if (value > most) {
            most = value;
            found = new Placed(slot, choice);
          }
        }
      }
    }
    return found;
  }

  /** Feasible configurations of a batch, most threads first, then no GPU, then most of it. */
  private List<Choice> choices(int batch, double left) {
    var choices = new ArrayList<Choice>();
    for (int threads = batch == 1 ? 2 : batch; threads > 0; threads -= 2) {
      for (int gpu : new int[] {0, 50, 40, 30, 20, 10}) {
        add(choices, batch, threads, gpu, left);
      }
    }
    return choices;
  }

  private void add(List<Choice> choices, int batch, int threads, int gpu, double left) {
    for (var row : table.rows()) {
      if (row.batch() == batch && row.threads() == threads && row.gpuPercent() == gpu) {
        RateWindow.of(batch, row.millis(), objectiveMillis)
            .filter(window -> window.low() <= left)
            .ifPresent(window -> choices.add(new Choice(row, window)));
      }
    }
  }
}
