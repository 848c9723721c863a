package dev.hearth.policies.harmonybatch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Latency in seconds and cost of one request of one model, on CPU and on a share of a GPU.
 *
 * <pre>
 * CPU, c cores, batch b:   L = α_b exp(-c/β_b) + γ_b            average and maximum apart
 * GPU, m of M slices:      L0 = ξ1 b + ξ2,  then a·L0 + d·L0 / min(c, 1) with c = m/3
 *   average                L = M/m · L0
 *   maximum                L = (ceil(L0/(m τ)) (M - m) τ + L0) · 1.2 (1 where m = M)
 * cost of one request      (9e-7 + (9e-5 c + 9e-6 GB + 1.1e-4 m) · D) / b
 * </pre>
 *
 * with {@code M} 24 slices, {@code τ} 0.002 s, and {@code D} the average latency, on a GPU rounded
 * up to a second. CPU memory is {@code slope · b + intercept} MB, at least 1 GB a core, rounded up
 * to 64 MB, and at most 4 GB a core. The prices are those of the authors' release, in yuan.
 *
 * @param average one curve for each batch from 1
 * @param maximum one curve for each batch from 1
 * @param gpuPart {@code a}
 * @param cpuPart {@code d}
 * @param gpuBatches largest batch whose memory fits in 1, 2, ... slices; more slices fit any
 * @param sizes the cores a function may have
 */
public record CostModel(
    List<Curve> average,
    List<Curve> maximum,
    double memorySlope,
    double memoryIntercept,
    double gpuSlope,
    double gpuIntercept,
    double gpuMemoryMegabytes,
    double gpuPart,
    double cpuPart,
    List<Integer> gpuBatches,
    Sizes sizes) {
  static final int SLICES = 24;
  static final double SLICE_SECONDS = 0.002;
  private static final int COUNTS = 2;
  private static final int SCALARS = 10;

  /** {@code α exp(-c/β) + γ} seconds on {@code c} cores. */
  public record Curve(double alpha, double beta, double gamma) {
    double at(double cores) {
      return alpha * StrictMath.exp(-cores / beta) + gamma;
    }
  }

  /** From {@code least} cores to {@code most} in steps. */
  public record Sizes(double least, double most, double step) {
    /** Those of the authors' provider. */
    public static final Sizes PUBLISHED = new Sizes(0.05, 16, 0.05);

    public Sizes {
      if (!(step > 0 && least > 0 && most >= least)) {
        throw new IllegalArgumentException(
            "cores from %s to %s in steps of %s are none".formatted(least, most, step));
      }
    }

    /** The least of them that is not below {@code cores}; it may be above the most. */
    double up(double cores) {
      return Math.ceil(Math.max(least, cores) / step - 1e-9) * step;
    }
  }

  public CostModel {
    average = List.copyOf(average);
    maximum = List.copyOf(maximum);
    gpuBatches = List.copyOf(gpuBatches);
    if (average.isEmpty() || average.size() != maximum.size()) {
      throw new IllegalArgumentException(
          "a model needs as many average as maximum curves, at least one, not %d and %d"
              .formatted(average.size(), maximum.size()));
    }
  }

  /** The same where there is no GPU. */
  CostModel withoutGpu() {
    return new CostModel(
        average,
        maximum,
        memorySlope,
        memoryIntercept,
        gpuSlope,
        gpuIntercept,
        gpuMemoryMegabytes,
        gpuPart,
        cpuPart,
        Collections.nCopies(SLICES, 0),
        sizes);
  }

  /** The same where no function has more than so many cores, or batch. */
  CostModel upTo(double cores, int batch) {
    double most = Math.max(sizes.least(), Math.min(cores, sizes.most()));
    int curves = Math.min(batch, cpuBatches());
    var limits =
        IntStream.rangeClosed(1, SLICES).mapToObj(m -> Math.min(batch, mostGpuBatch(m))).toList();
    return new CostModel(
        average.subList(0, curves),
        maximum.subList(0, curves),
        memorySlope,
        memoryIntercept,
        gpuSlope,
        gpuIntercept,
        gpuMemoryMegabytes,
        gpuPart,
        cpuPart,
        limits,
        new Sizes(sizes.least(), most, sizes.step()));
  }

  /** The same on CPU only, of other sizes, smaller batches and a fixed memory. */
  CostModel on(Sizes others, int batches, double megabytes) {
    return new CostModel(
            average.subList(0, batches),
            maximum.subList(0, batches),
            0,
            megabytes,
            gpuSlope,
            gpuIntercept,
            gpuMemoryMegabytes,
            gpuPart,
            cpuPart,
            gpuBatches,
            others)
        .withoutGpu();
  }

  boolean hasGpu() {
    return mostGpuBatch(SLICES) > 0;
  }

  int cpuBatches() {
    return average.size();
  }

  /** Gigabytes of a CPU function of so many cores. */
  double memory(int batch, double cores) {
    double least = Math.max(modelMemory(batch), cores);
    return Math.ceil(least * 16 - 1e-9) / 16;
  }

  double modelMemory(int batch) {
    return (memorySlope * batch + memoryIntercept) / 1024;
  }

  double cpuCost(int batch, double cores) {
    double seconds = average.get(batch - 1).at(cores);
    return (9e-7 + (9e-5 * cores + 9e-6 * memory(batch, cores)) * seconds) / batch;
  }

  int mostGpuBatch(int slices) {
    return slices <= gpuBatches.size() ? gpuBatches.get(slices - 1) : Integer.MAX_VALUE;
  }

  double gpuMaximum(int batch, int slices) {
    double alone = gpuAlone(batch, slices);
    double waits = Math.ceil(alone / (slices * SLICE_SECONDS)) * (SLICES - slices) * SLICE_SECONDS;
    return (waits + alone) * (slices == SLICES ? 1 : 1.2);
  }

  double gpuCost(int batch, int slices) {
    double billed = Math.ceil((double) SLICES / slices * gpuAlone(batch, slices));
    double rate = 9e-5 * slices / 3 + 9e-6 * gpuMemoryMegabytes / 1024 + 1.1e-4 * slices;
    return (9e-7 + rate * billed) / batch;
  }

  double gpuAlone(int batch, int slices) {
    double plain = gpuSlope * batch + gpuIntercept;
    return gpuPart * plain + cpuPart * plain / Math.min(slices / 3.0, 1);
  }

  /**
   * As plain numbers: how many curves and batch limits there are, the curves, the scalars with the
   * sizes after them, the limits.
   */
  public List<Double> numbers() {
    var numbers = new ArrayList<Double>();
    numbers.add((double) average.size());
    numbers.add((double) gpuBatches.size());
    for (var curves : List.of(average, maximum)) {
      for (var curve : curves) {
        numbers.addAll(List.of(curve.alpha(), curve.beta(), curve.gamma()));
      }
    }
    numbers.addAll(List.of(memorySlope, memoryIntercept, gpuSlope, gpuIntercept));
    numbers.addAll(List.of(gpuMemoryMegabytes, gpuPart, cpuPart));
    numbers.addAll(List.of(sizes.least(), sizes.most(), sizes.step()));
    gpuBatches.forEach(batch -> numbers.add((double) batch));
    return numbers;
  }

  /** How many of the numbers belong to the model that begins them. */
  static int length(List<Double> numbers) {
    return numbers.size() < COUNTS
        ? COUNTS
        : COUNTS + 6 * numbers.get(0).intValue() + SCALARS + numbers.get(1).intValue();
  }

  /**
   * Reads {@link #numbers}; what follows them is ignored.
   *
   * @throws IllegalArgumentException if there are fewer than the counts say
   */
  public static CostModel of(List<Double> numbers) {
    int length = length(numbers);
    if (numbers.size() < length) {
      throw new IllegalArgumentException(
          "this cost model takes %d numbers, not %d".formatted(length, numbers.size()));
    }
    int curves = numbers.getFirst().intValue();
    int scalars = COUNTS + 6 * curves;
    return new CostModel(
        curves(numbers, COUNTS, curves),
        curves(numbers, COUNTS + 3 * curves, curves),
        numbers.get(scalars),
        numbers.get(scalars + 1),
        numbers.get(scalars + 2),
        numbers.get(scalars + 3),
        numbers.get(scalars + 4),
        numbers.get(scalars + 5),
        numbers.get(scalars + 6),
        numbers.subList(scalars + SCALARS, length).stream().map(Double::intValue).toList(),
        new Sizes(numbers.get(scalars + 7), numbers.get(scalars + 8), numbers.get(scalars + 9)));
  }

  private static List<Curve> curves(List<Double> numbers, int from, int count) {
    var curves = new ArrayList<Curve>();
    for (int i = from; i < from + 3 * count; i += 3) {
      curves.add(new Curve(numbers.get(i), numbers.get(i + 1), numbers.get(i + 2)));
    }
    return curves;
  }
}
