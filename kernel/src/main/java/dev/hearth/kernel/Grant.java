package dev.hearth.kernel;

import java.util.List;

/**
 * What a run may use.
 *
 * @param cpuMillis CPU of the run's own reservation, in thousandths of a core
 * @param memoryBytes memory of the run's own reservation
 * @param cpuClass how the operating system orders it
 * @param sliceNanos how long it keeps a class other than the default; 0 means until it ends
 * @param loans what it borrows on top
 */
public record Grant(
    int cpuMillis, long memoryBytes, CpuClass cpuClass, long sliceNanos, List<Loan> loans) {
  public Grant {
    loans = List.copyOf(loans);
  }

  /** All of {@code resources}, in the default class. */
  public static Grant whole(Resources resources) {
    return new Grant(
        resources.cpuMillis(), resources.memoryBytes(), CpuClass.DEFAULT, 0, List.of());
  }

  public Grant withCpuClass(CpuClass other, long slice) {
    return new Grant(cpuMillis, memoryBytes, other, slice, loans);
  }

  public Grant withLoans(List<Loan> other) {
    return new Grant(cpuMillis, memoryBytes, cpuClass, sliceNanos, other);
  }

  /** CPU with what is borrowed, in thousandths of a core. */
  public int totalCpuMillis() {
    int total = cpuMillis;
    for (var loan : loans) {
      total += loan.cpuMillis();
    }
    return total;
  }
}
