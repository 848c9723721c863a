package dev.hearth.benchmarks.suites;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * Factors, matrices, an empty call, and a disk. P. Maissen, P. Felber, P. Kropf, V. Schiavoni:
 * FaaSdom, a benchmark suite for serverless computing. DEBS 2020.
 */
public final class FaasDom implements Function<Map<String, Object>, Map<String, Object>> {
  static final Map<String, Case> CASES =
      Map.of(
          "fact", new Case(FaasDom::divisors, 2_147_483_646L, 1_000_000_000_000L),
          "matrix", Case.of(Arithmetic::matmul, 100, 1_000),
          "netlatency", Case.of(n -> Case.text(n), 1, 1),
          "diskio", Case.of(Disk::copied, 2_500, 10_000));

  /** All divisors, by trial. */
  private static byte[] divisors(long n) {
    var found = LongStream.builder();
    for (long i = 1; i * i <= n; i++) {
      if (n % i == 0) {
        found.add(i);
        if (i * i != n) {
          found.add(n / i);
        }
      }
    }
    return Case.text(found.build().sorted().toArray());
  }

  @Override
  public Map<String, Object> apply(Map<String, Object> event) {
    return Case.answer(CASES, event);
  }
}
