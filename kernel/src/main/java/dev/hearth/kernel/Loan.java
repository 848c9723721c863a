package dev.hearth.kernel;

/**
 * Part of one run's reservation used by another until {@code expiresAt} or until the lender ends.
 */
public record Loan(long lenderRun, int cpuMillis, long memoryBytes, long expiresAt) {
  public Loan {
    if (cpuMillis < 0 || memoryBytes < 0 || (cpuMillis == 0 && memoryBytes == 0)) {
      throw new IllegalArgumentException(
          "a loan needs a positive amount, not cpu %d m, memory %d B"
              .formatted(cpuMillis, memoryBytes));
    }
  }
}
