package dev.hearth.policies.infless;

import dev.hearth.kernel.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Non-uniform greedy scale-out: covers a rate with instances of different configurations, the most
 * efficient use of what is free first. For each batch from the largest down, of all feasible
 * configurations whose low rate does not exceed what is left to cover, and all slots where one
 * fits, it takes the one of the greatest {@link Measure}; then it begins again from the largest
 * batch with what is left. The configurations are the points of the profile with at most {@code
 * max(2, batch)} threads.
 *
 * <p>By {@link Measure#RESOURCE} all batches are weighed at once, and single requests, too, must
 * leave the time for one more of them, where anything does; the low rate does not count.
 */
final class ScaleOut {
  /** What a placement is good for. */
  enum Measure {
    /**
     * Requests a second for the resources taken, over the share of the slot that is left free:
     *
     * <pre>
     * (min(up, left) + up/1000)/(threads · 64 + gpu · 142) / (fragment / capacity)
     *   capacity = threads of the slot · 64 + its GPU percent · 142   (GFLOPS a thread, a percent)
     *   fragment = the same of what stays free after placement, never 0
     * </pre>
     */
    RESOURCE {
      @Override
      double value(Choice choice, double left, double freeShare) {
        double up = choice.window().up();
        double used = Math.min(up, left) + SPARE * up;
        return used / Choice.gflops(choice.threads(), choice.gpuPercent()) / freeShare;
      }
    },
    /**
     * As the public code has it, where what is taken counts only by what it leaves: {@code up /
     * (fragment / capacity)}; its constant factor {@code 1/best} changes no order.
     */
    FRAGMENT {
      @Override
      double value(Choice choice, double left, double freeShare) {
        return choice.window().up() / freeShare;
      }
    };

    /**
     * What could be served beyond what is left to cover counts little, but decides between equals.
     */
    private static final double SPARE = 1e-3;

    abstract double value(Choice choice, double left, double freeShare);
  }

  /** A choice and where it goes. */
  record Placed(int slot, Choice choice) {}

  /** Instances, and the rate they leave uncovered: 0 unless the slots are full. */
  record Result(List<Placed> placed, double uncovered) {}

  private static final Comparator<Choice> ORDER =
      Comparator.comparingInt(Choice::batch)
          .thenComparingDouble(Choice::threads)
          .thenComparingInt(choice -> choice.gpuPercent() == 0 ? 101 : choice.gpuPercent())
          .reversed();

  private final List<Choice> choices = new ArrayList<>();
  private final Measure measure;

  /**
   * @param safety by which latencies are multiplied
   */
  ScaleOut(Profile profile, double safety, double objectiveMillis, int maxBatch, Measure measure) {
    this.measure = measure;
    for (var point : profile.points()) {
      if (point.rows() <= maxBatch && point.cpuMillis() <= 1_000 * Math.max(2, point.rows())) {
        choice(point, safety, objectiveMillis).ifPresent(choices::add);
      }
    }
    if (measure == Measure.RESOURCE
        && choices.stream().anyMatch(each -> waits(each, objectiveMillis))) {
      choices.removeIf(each -> !waits(each, objectiveMillis));
    }
    choices.sort(ORDER);
  }

  /** Whether a request that finds it busy with a full batch may still be in time. */
  private static boolean waits(Choice choice, double objectiveMillis) {
    return 2 * choice.millis() <= objectiveMillis;
  }

  private static Optional<Choice> choice(
      Profile.Point point, double safety, double objectiveMillis) {
    double millis = point.nanos() / 1e6 * safety;
    return RateWindow.of(point.rows(), millis, objectiveMillis)
        .filter(window -> window.up() > 0)
        .map(window -> new Choice(point, millis, window));
  }

  /** Whether no configuration meets the objective. */
  boolean isHopeless() {
    return choices.isEmpty();
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
      slots.get(next.slot()).take(next.choice());
      placed.add(next);
      left -= next.choice().window().up();
    }
    return new Result(placed, Math.max(0, left));
  }

  private @Nullable Placed next(double left, List<Slot> slots) {
    return measure == Measure.RESOURCE ? best(choices, left, slots) : ofLargestBatch(left, slots);
  }

  private @Nullable Placed ofLargestBatch(double left, List<Slot> slots) {
    for (int from = 0; from < choices.size(); ) {
      int to = from;
      while (to < choices.size() && choices.get(to).batch() == choices.get(from).batch()) {
        to++;
      }
      var found = best(choices.subList(from, to), left, slots);
      if (found != null) {
        return found;
      }
      from = to;
    }
    return null;
  }

  /** Batches that are cut when time is short need no least rate to fill them. */
  private boolean mayTake(Choice choice, double left) {
    return measure == Measure.RESOURCE || choice.window().low() <= left;
  }

  private @Nullable Placed best(List<Choice> of, double left, List<Slot> slots) {
    Placed found = null;
    double most = 0;
    for (int slot = 0; slot < slots.size(); slot++) {
      var into = slots.get(slot);
      for (var choice : of) {
        if (mayTake(choice, left) && into.fits(choice)) {
          double value = measure.value(choice, left, into.freeShareAfter(choice));
          if (value > most) {
            most = value;
            found = new Placed(slot, choice);
          }
        }
      }
    }
    return found;
  }
}
