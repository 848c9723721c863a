package dev.hearth.inference.onnx;

import dev.hearth.inference.BatchAxes;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model in blocks, and where the rows of a batch lie in what crosses the cuts. That is found by
 * running the blocks on 2 and on 3 rows: a block can be split by rows if each of its outputs has
 * rows, and if it gives for a row alone what it gives for that row among others, within {@link
 * #TOLERANCE} of the largest magnitude.
 *
 * @param metadata what the whole model takes and gives
 * @param blocks in the order in which they run
 * @param rows where rows lie, by tensor; tensors that are the same for all rows are not named
 * @param splittable indices of the blocks that can be split
 */
public record CutModel(
    GraphMetadata metadata,
    List<Block> blocks,
    Map<String, RowAxis> rows,
    Set<Integer> splittable) {
  static final float TOLERANCE = 1e-3f;

  public CutModel {
    blocks = List.copyOf(blocks);
    rows = Map.copyOf(rows);
    splittable = Set.copyOf(splittable);
  }

  /**
   * Finds the rows in a cut model.
   *
   * @param rows three requests to the whole model with one row each, that differ
   */
  public static CutModel of(
      ModelRuntime runtime,
      GraphMetadata metadata,
      List<Block> blocks,
      BatchAxes axes,
      List<List<Tensor>> rows) {
    try (OpenBlocks open = OpenBlocks.all(runtime, blocks, RuntimeOptions.defaults())) {
      var two = chain(open, joined(axes, rows.subList(0, 2)));
      var three = chain(open, joined(axes, rows.subList(0, 3)));
      Map<String, RowAxis> places = places(metadata, blocks, two, three);
      Set<Integer> splittable = new HashSet<>();
      for (int index = 0; index < blocks.size(); index++) {
        if (splits(blocks.get(index), open.get(index), places, three)) {
          splittable.add(index);
        }
      }
      return new CutModel(metadata, blocks, places, splittable);
    }
  }

  /** Requests as one: their rows in order, and the first one's shared inputs. */
  static List<Tensor> joined(BatchAxes axes, List<List<Tensor>> requests) {
    List<Tensor> joined = new ArrayList<>();
    for (int input = 0; input < requests.getFirst().size(); input++) {
      int place = input;
      Tensor first = requests.getFirst().get(input);
      var axis = axes.input(first.name());
      joined.add(
          axis.isEmpty()
              ? first
              : Tensor.concatenate(
                  axis.getAsInt(), requests.stream().map(each -> each.get(place)).toList()));
    }
    return joined;
  }

  private static Values chain(OpenBlocks open, List<Tensor> inputs) {
    var values = new Values(inputs);
    open.models().forEach(values::run);
    return values;
  }

  private static Map<String, RowAxis> places(
      GraphMetadata metadata, List<Block> blocks, Values two, Values three) {
    Set<String> names = new HashSet<>();
    metadata.inputs().forEach(input -> names.add(input.name()));
    blocks.forEach(block -> names.addAll(block.outputs()));
    Map<String, RowAxis> rows = new HashMap<>();
    for (String name : names) {
      Tensor small = two.get(name);
      Tensor large = three.get(name);
      if (small != null && large != null) {
        RowAxis.of(small, large).ifPresent(axis -> rows.put(name, axis));
      }
    }
    return rows;
  }

  private static boolean splits(
      Block block, LoadedModel model, Map<String, RowAxis> rows, Values three) {
    if (!rows.keySet().containsAll(block.outputs())
        || block.inputs().stream().noneMatch(rows::containsKey)) {
      return false;
    }
    List<Tensor> first = run(block, model, rows, three, 0, 2);
    List<Tensor> second = run(block, model, rows, three, 2, 1);
    for (int i = 0; i < first.size(); i++) {
      String name = first.get(i).name();
      RowAxis axis = Optional.ofNullable(rows.get(name)).orElseThrow();
      Tensor whole = Optional.ofNullable(three.get(name)).orElseThrow();
      if (!same(whole, axis.join(List.of(first.get(i), second.get(i))))) {
        return false;
      }
    }
    return true;
  }

  private static List<Tensor> run(
      Block block,
      LoadedModel model,
      Map<String, RowAxis> rows,
      Values values,
      long from,
      long count) {
    return model.run(part(block.inputs(), rows, values, from, count), Set.of());
  }

  /** Some rows of some tensors, and all of those that have none. */
  static List<Tensor> part(
      List<String> names, Map<String, RowAxis> rows, Values values, long from, long count) {
    List<Tensor> part = new ArrayList<>();
    for (String name : names) {
      Tensor value = values.get(name);
      if (value != null) {
        RowAxis axis = rows.get(name);
        part.add(axis == null ? value : axis.slice(value, from, count));
      }
    }
    return part;
  }

  private static boolean same(Tensor left, Tensor right) {
    return switch (left.datatype()) {
      case FP32 -> near(left.floats(), right.floats());
      case BYTES -> false;
      default -> equal(left.contents(), right.contents());
    };
  }

  private static boolean equal(ByteBuffer left, ByteBuffer right) {
    return left.equals(right);
  }

  private static boolean near(float[] left, float[] right) {
    float largest = 0;
    float difference = 0;
    for (int i = 0; i < left.length; i++) {
      largest = Math.max(largest, Math.abs(left[i]));
      difference = Math.max(difference, Math.abs(left[i] - right[i]));
    }
    return difference <= TOLERANCE * largest;
  }
}
