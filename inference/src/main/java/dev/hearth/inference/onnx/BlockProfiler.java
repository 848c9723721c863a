package dev.hearth.inference.onnx;

import dev.hearth.inference.BatchAxes;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures the blocks of a model for 1, 2, 4 ... rows. Blocks and computes.
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
        for (int rows = 1; rows <= maxRows; rows *= 2) {
          costs.addAll(costs(model, open, row, rows, each));
        }
      }
    }
    return new BlockProfile(
        costs, model.blocks().stream().map(Block::weightBytes).toList(), model.splittable());
  }

  private List<BlockProfile.Cost> costs(
      CutModel model, OpenBlocks open, List<Tensor> row, int rows, int threads) {
    var requests = Collections.nCopies(rows, row);
    var values = new Values(CutModel.joined(axes, requests));
    List<BlockProfile.Cost> costs = new ArrayList<>();
    for (int index = 0; index < model.blocks().size(); index++) {
      Block block = model.blocks().get(index);
      List<Tensor> inputs = CutModel.part(block.inputs(), Map.of(), values, 0, rows);
      List<Tensor> outputs = open.get(index).run(inputs, Set.of());
      values.put(outputs);
      long nanos = median(open.get(index), inputs);
      costs.add(new BlockProfile.Cost(index, rows, threads, nanos, bytes(inputs) + bytes(outputs)));
    }
    return costs;
  }

  private long median(LoadedModel block, List<Tensor> inputs) {
    var nanos = new long[repeats];
    for (int i = 0; i < repeats; i++) {
      long since = System.nanoTime();
      var _ = block.run(inputs, Set.of());
      nanos[i] = System.nanoTime() - since;
    }
    Arrays.sort(nanos);
    return nanos[repeats / 2];
  }

  private static long bytes(List<Tensor> tensors) {
    return tensors.stream().mapToLong(Tensor::bytes).sum();
  }
}
