package dev.hearth.inference.onnx;

import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * An instance that holds all blocks of a model (AsyFunc, Pei et al., SoCC 2023). Of a run with
 * several rows it hands half, rounded down, of each block that a free {@link Shadow} holds to that
 * shadow, computes the others meanwhile, and joins both; all other blocks it runs by itself.
 */
public final class Body implements LoadedModel {
  private final CutModel model;
  private final OpenBlocks blocks;
  private final Shadows shadows;
  private final LongAdder assisted = new LongAdder();

  private Body(CutModel model, OpenBlocks blocks, Shadows shadows) {
    this.model = model;
    this.blocks = blocks;
    this.shadows = shadows;
  }

  /**
   * Loads a whole model.
   *
   * @param shadows those that may help it
   * @throws dev.hearth.inference.ModelException if a block cannot be opened
   */
  public static Body open(
      ModelRuntime runtime, CutModel model, Shadows shadows, RuntimeOptions options) {
    return new Body(model, OpenBlocks.all(runtime, model.blocks(), options), shadows);
  }

  /** Runs that a shadow took part in. */
  public long assisted() {
    return assisted.sum();
  }

  @Override
  public GraphMetadata metadata() {
    return model.metadata();
  }

  @Override
  public List<Tensor> run(List<Tensor> inputs, Set<String> requestedOutputs) {
    var values = new Values(inputs);
    Optional<Shadow> shadow = rows(values) > 1 ? shadows.take() : Optional.empty();
    try {
      run(values, shadow);
    } finally {
      shadow.ifPresent(shadows::giveBack);
    }
    return values.outputs(model.metadata(), requestedOutputs);
  }

  private void run(Values values, Optional<Shadow> shadow) {
    int index = 0;
    while (index < model.blocks().size()) {
      int end = shadow.isPresent() ? sharedUntil(index, shadow.get()) : index;
      if (end > index) {
        share(values, index, end, shadow.get());
        index = end;
      } else {
        values.run(blocks.get(index));
        index++;
      }
    }
    shadow.ifPresent(_ -> assisted.increment());
  }

  /** The end of the blocks in a row, from this one on, that can be split and the shadow holds. */
  private int sharedUntil(int from, Shadow shadow) {
    int index = from;
    while (index < model.blocks().size()
        && shadow.holds(index)
        && model.splittable().contains(index)) {
      index++;
    }
    return index;
  }

  private void share(Values values, int from, int to, Shadow shadow) {
    Section section = new Section(model, from, to);
    long all = rows(values);
    long own = all - all / 2;
    Future<Values> theirs = shadow.begin(from, to, section.part(values, own, all - own));
    var ours = new Values(section.part(values, 0, own));
    try {
      for (int index = from; index < to; index++) {
        ours.run(blocks.get(index));
      }
    } catch (RuntimeException | Error e) {
      awaitQuietly(theirs, e);
      throw e;
    }
    section.join(values, ours, Shadow.join(theirs));
  }

  /** The shadow must have done with the inputs before the caller's failure is told. */
  private static void awaitQuietly(Future<Values> theirs, Throwable failure) {
    try {
      Shadow.join(theirs);
    } catch (RuntimeException | Error e) {
      failure.addSuppressed(e);
    }
  }

  /** Rows of what the caller gave; 1 where no input has any. */
  private long rows(Values values) {
    for (var input : model.metadata().inputs()) {
      Tensor value = values.get(input.name());
      RowAxis axis = model.rows().get(input.name());
      if (value != null && axis != null && axis.axis() < value.rank()) {
        return axis.rows(value);
      }
    }
    return 1;
  }

  @Override
  public void close() {
    blocks.close();
  }

  /** Blocks in a row: what they take together, and what they give that is read elsewhere. */
  private record Section(CutModel model, int from, int to) {
    List<Tensor> part(Values values, long first, long count) {
      List<String> inputs =
          model.blocks().subList(from, to).stream()
              .flatMap(block -> block.inputs().stream())
              .distinct()
              .toList();
      return CutModel.part(inputs, model.rows(), values, first, count);
    }

    void join(Values into, Values first, Values second) {
      Map<String, Tensor> joined = new TreeMap<>();
      for (Block block : model.blocks().subList(from, to)) {
        for (String name : block.outputs()) {
          Tensor head = first.get(name);
          Tensor tail = second.get(name);
          RowAxis axis = model.rows().get(name);
          if (head != null && tail != null && axis != null && readElsewhere(name)) {
            joined.put(name, axis.join(List.of(head, tail)));
          }
        }
      }
      into.put(List.copyOf(joined.values()));
    }

    private boolean readElsewhere(String name) {
      return model.metadata().output(name).isPresent()
          || model.blocks().subList(to, model.blocks().size()).stream()
              .anyMatch(block -> block.inputs().contains(name));
    }
  }
}
