package dev.hearth.benchmarks.suites;

import java.util.Map;
import java.util.function.Function;

/**
 * Kernels and small applications, each of a size {@code n}. J. Kim, K. Lee: FunctionBench, a suite
 * of workloads for serverless cloud function services. IEEE CLOUD 2019.
 */
public final class FunctionBench implements Function<Map<String, Object>, Map<String, Object>> {
  static final Map<String, Case> CASES =
      Map.ofEntries(
          Map.entry("float", Case.of(Arithmetic::floating, 300_000, 100_000_000)),
          Map.entry("matmul", Case.of(Arithmetic::matmul, 80, 1_000)),
          Map.entry("linpack", Case.of(Arithmetic::linpack, 80, 1_000)),
          Map.entry("aes", Case.of(n -> Aes.ctr(new Numbers(n).bytes(n)), 8_000, 10_000_000)),
          Map.entry("html", Case.of(Words::html, 800, 100_000)),
          Map.entry("json", Case.of(Words::json, 4_000, 1_000_000)),
          Map.entry("gzip", Case.of(Words::compressed, 500_000, 50_000_000)),
          Map.entry("dd", Case.of(Disk::copied, 1_000, 10_000)),
          Map.entry("disk-sequential", Case.of(Disk::sequential, 1_000, 10_000)),
          Map.entry("disk-random", Case.of(Disk::random, 1_000, 1_000_000)),
          Map.entry("image", Case.of(Pixels::image, 128, 2_000)),
          Map.entry("video", Case.of(Pixels::video, 8, 1_000)),
          Map.entry("training", Case.of(Arithmetic::training, 1_500, 1_000_000)),
          Map.entry("serving", Case.of(Arithmetic::serving, 300, 1_000_000)),
          Map.entry("mapreduce", Case.of(Words::counted, 100_000, 10_000_000)));

  @Override
  public Map<String, Object> apply(Map<String, Object> event) {
    return Case.answer(CASES, event);
  }
}
