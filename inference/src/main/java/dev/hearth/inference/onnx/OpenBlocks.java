package dev.hearth.inference.onnx;

import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelRuntime;
import dev.hearth.inference.RuntimeOptions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Some blocks of a model in memory. Thread-safe, as the models in it are. */
final class OpenBlocks implements AutoCloseable {
  private final Map<Integer, LoadedModel> byIndex = new TreeMap<>();

  private OpenBlocks() {}

  static OpenBlocks all(ModelRuntime runtime, List<Block> blocks, RuntimeOptions options) {
    return of(runtime, blocks, IntStream.range(0, blocks.size()).boxed().toList(), options);
  }

  /** Opens those of {@code indices}; none stays open if one cannot be opened. */
  static OpenBlocks of(
      ModelRuntime runtime,
      List<Block> blocks,
      Collection<Integer> indices,
      RuntimeOptions options) {
    var open = new OpenBlocks();
    try {
      for (int index : indices) {
        open.byIndex.put(index, runtime.open(blocks.get(index).artifact(), options));
      }
      return open;
    } catch (RuntimeException | Error e) {
      open.close();
      throw e;
    }
  }

  boolean has(int index) {
    return byIndex.containsKey(index);
  }

  LoadedModel get(int index) {
    @Nullable LoadedModel model = byIndex.get(index);
    if (model == null) {
      throw new IllegalArgumentException("block " + index + " is not open");
    }
    return model;
  }

  /** In the order in which they run. */
  Collection<LoadedModel> models() {
    return byIndex.values();
  }

  @Override
  public void close() {
    byIndex.values().forEach(LoadedModel::close);
  }
}
