package dev.hearth.simulator.trace;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rates by step; steps that nothing was said of take next to no memory, however many there are. */
final class SparseRates {
  private static final int PAGE_BITS = 10;
  private static final int PAGE = 1 << PAGE_BITS;

  private double[] @Nullable [] pages = new double[16][];
  private int size;
  private int held;

  /** One more than the last step that something was said of. */
  int size() {
    return size;
  }

  /** Rates that there is room for. */
  int held() {
    return held;
  }

  double at(int step) {
    int number = step >> PAGE_BITS;
    double @Nullable [] page = number < pages.length ? pages[number] : null;
    return page == null ? 0 : page[step & (PAGE - 1)];
  }

  void add(int step, double rate) {
    int number = step >> PAGE_BITS;
    if (number >= pages.length) {
      pages = Arrays.copyOf(pages, Math.max(number + 1, 2 * pages.length));
    }
    double @Nullable [] page = pages[number];
    if (page == null) {
      page = new double[PAGE];
      pages[number] = page;
      held += PAGE;
    }
    page[step & (PAGE - 1)] += rate;
    size = Math.max(size, step + 1);
  }
}
