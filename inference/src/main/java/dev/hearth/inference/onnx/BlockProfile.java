package dev.hearth.inference.onnx;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the blocks of a model take, and what each gains if a shadow runs half of its rows (AsyFunc,
 * Pei et al., SoCC 2023; the scheduler's code is not public, so the formulas are a reconstruction).
 * With {@code t(b)} the time of a block for {@code b} rows, {@code a} the larger and {@code c} the
 * smaller half of them:
 *
 * <pre>
 * gain(b) = max(0, t(b) - max(t(a), t(c) + bytes(c) / bandwidth))       nanoseconds
 * rank    = gain(b) / bytes of the block's weights, the greatest first
 * </pre>
 *
 * <p>{@code bytes(c)} are those of what the block takes and gives for {@code c} rows. A block that
 * cannot be split gains nothing.
 *
 * @param costs of every block and number of rows measured
 * @param weightBytes of each block
 * @param splittable indices of the blocks that can be split
 */
public record BlockProfile(List<Cost> costs, List<Long> weightBytes, Set<Integer> splittable) {
  /** Bytes a second between body and shadow: a copy in memory, a cautious guess. */
  public static final double BANDWIDTH = 4e9;

  private static final double NANOS = 1e9;

  /**
   * The cost of one run of a block.
   *
   * @param threads that the engine shares an operator's work among
   * @param nanos median of the runs measured
   * @param bytes of the tensors that it takes and gives
   */
  public record Cost(int block, int rows, int threads, long nanos, long bytes) {}

  public BlockProfile {
    costs = List.copyOf(costs);
    weightBytes = List.copyOf(weightBytes);
    splittable = Set.copyOf(splittable);
  }

  /** Nanoseconds that a block gains with a shadow of one thread beside a body of one thread. */
  public long gainNanos(int block, int rows) {
    if (rows < 2 || !splittable.contains(block)) {
      return 0;
    }
    Cost theirs = cost(block, rows / 2, 1);
    double shadow = theirs.nanos() + (double) theirs.bytes() / BANDWIDTH * NANOS;
    double together = Math.max((double) cost(block, rows - rows / 2, 1).nanos(), shadow);
    return Math.max(0, Math.round(cost(block, rows, 1).nanos() - together));
  }

  /** Blocks that gain anything, the most for their memory first. */
  public List<Integer> ranked(int rows) {
    return IntStream.range(0, weightBytes.size())
        .boxed()
        .filter(block -> gainNanos(block, rows) > 0)
        .sorted(
            Comparator.comparingDouble(
                    (Integer block) -> (double) gainNanos(block, rows) / weightBytes.get(block))
                .reversed())
        .toList();
  }

  /** The fewest blocks in the order of their rank that have such a share of all that is gained. */
  public Set<Integer> shadow(int rows, double share) {
    List<Integer> ranked = ranked(rows);
    double all = ranked.stream().mapToLong(block -> gainNanos(block, rows)).sum();
    Set<Integer> chosen = new LinkedHashSet<>();
    double gained = 0;
    for (int block : ranked) {
      if (gained >= share * all) {
        break;
      }
      chosen.add(block);
      gained += gainNanos(block, rows);
    }
    return chosen;
  }

  /** Nanoseconds of a run of all blocks, of which a shadow shares some. */
  public long runNanos(int rows, Set<Integer> shared) {
    long sum = 0;
    for (int block = 0; block < weightBytes.size(); block++) {
      sum += cost(block, rows, 1).nanos();
      sum -= shared.contains(block) ? gainNanos(block, rows) : 0;
    }
    return sum;
  }

  /** Bytes of the weights of some blocks. */
  public long weightBytes(Set<Integer> blocks) {
    return blocks.stream().mapToLong(weightBytes::get).sum();
  }

  /** Numbers of rows that were measured, in order. */
  public List<Integer> rows() {
    return costs.stream().map(Cost::rows).distinct().sorted().toList();
  }

  /** The cost for so many rows: on the line between the two measured next to it. */
  public Cost cost(int block, int rows, int threads) {
    List<Cost> known = new ArrayList<>(costs);
    known.removeIf(cost -> cost.block() != block || cost.threads() != threads);
    known.sort(Comparator.comparingInt(Cost::rows));
    for (int i = 0; i < known.size(); i++) {
      if (known.get(i).rows() == rows) {
        return known.get(i);
      }
      if (i > 0 && known.get(i).rows() > rows) {
        return between(known.get(i - 1), known.get(i), rows);
      }
    }
    throw new IllegalArgumentException(
        "block %d was not measured for %d rows on %d threads".formatted(block, rows, threads));
  }

  private static Cost between(Cost low, Cost high, int rows) {
    double share = (double) (rows - low.rows()) / (high.rows() - low.rows());
    return new Cost(
        low.block(),
        rows,
        low.threads(),
        Math.round(low.nanos() + share * (high.nanos() - low.nanos())),
        Math.round(low.bytes() + share * (high.bytes() - low.bytes())));
  }
}
