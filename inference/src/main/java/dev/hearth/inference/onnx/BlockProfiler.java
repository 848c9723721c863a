package dev.hearth.inference.onnx;

import dev.hearth.inference.BatchAxes;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures the blocks of a model for 1, 2, 4 ... rows. All of them take turns, so that what else
 * the machine does for a while touches all alike. Blocks and computes.
 *
 * @param repeats runs of each block for each number of rows, of which the median counts; one more
 *     before them does not
 */
public record BlockProfiler(ModelRuntime runtime, BatchAxes axes, int repeats) {
  /**
   * Runs the blocks one after the other.
   *
   * @param row a request to the whole model with one row
   * @param maxRows the most rows, of which the greatest power of 2 is measured
   * @param threads numbers of threads to measure with
   */
  public BlockProfile measure(
      CutModel model, List<Tensor> row, int maxRows, List<Integer> threads) {
    List<BlockProfile.Cost> costs = new ArrayList<>();
    for (int each : threads) {
      var options = RuntimeOptions.defaults().withIntraOpThreads(each);
      try (OpenBlocks open = OpenBlocks.all(runtime, model.blocks(), options)) {
        costs.addAll(costs(model, open, row, maxRows, each));
      }
    }
    return new BlockProfile(
        costs, model.blocks().stream().map(Block::weightBytes).toList(), model.splittable());
  }

  private List<BlockProfile.Cost> costs(
      CutModel model, OpenBlocks open, List<Tensor> row, int maxRows, int threads) {
    List<Subject> subjects = new ArrayList<>();
    for (int rows = 1; rows <= maxRows; rows *= 2) {
      subjects.addAll(subjects(model, open, row, rows));
    }
    for (int repeat = 0; repeat < repeats; repeat++) {
      subjects.forEach(Subject::time);
    }
    return subjects.stream().map(subject -> subject.cost(threads)).toList();
  }

  /** Each block with its inputs, for which all blocks before it have run. */
  private List<Subject> subjects(CutModel model, OpenBlocks open, List<Tensor> row, int rows) {
    var values = new Values(CutModel.joined(axes, Collections.nCopies(rows, row)));
    List<Subject> subjects = new ArrayList<>();
    for (int index = 0; index < model.blocks().size(); index++) {
      Block block = model.blocks().get(index);
      List<Tensor> inputs = CutModel.part(block.inputs(), Map.of(), values, 0, rows);
      List<Tensor> outputs = open.get(index).run(inputs, Set.of());
      values.put(outputs);
      long bytes = bytes(inputs) + bytes(outputs);
      subjects.add(new Subject(index, open.get(index), inputs, rows, bytes, new ArrayList<>()));
    }
    return subjects;
  }

  private record Subject(
      int index, LoadedModel block, List<Tensor> inputs, int rows, long bytes, List<Long> nanos) {
    void time() {
      long since = System.nanoTime();
      var _ = block.run(inputs, Set.of());
      nanos.add(System.nanoTime() - since);
    }

    BlockProfile.Cost cost(int threads) {
      List<Long> sorted = nanos.stream().sorted().toList();
      return new BlockProfile.Cost(index, rows, threads, sorted.get(sorted.size() / 2), bytes);
    }
  }

  private static long bytes(List<Tensor> tensors) {
    return tensors.stream().mapToLong(Tensor::bytes).sum();
  }
}
