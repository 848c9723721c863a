package dev.hearth.inference.onnx;

import dev.hearth.inference.ModelRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.Tensor;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * An instance that holds only some blocks of a model, and runs rows of them for one body at a time
 * on a thread of its own (AsyFunc, Pei et al., SoCC 2023).
 */
public final class Shadow implements AutoCloseable {
  private final Set<Integer> indices;
  private final OpenBlocks blocks;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("shadow").daemon(true).factory());

  private Shadow(Set<Integer> indices, OpenBlocks blocks) {
    this.indices = indices;
    this.blocks = blocks;
  }

  /**
   * Loads some blocks.
   *
   * @throws dev.hearth.inference.ModelException if one cannot be opened
   */
  public static Shadow open(
      ModelRuntime runtime, CutModel model, Set<Integer> indices, RuntimeOptions options) {
    var blocks = OpenBlocks.of(runtime, model.blocks(), indices, options);
    return new Shadow(Set.copyOf(indices), blocks);
  }

  boolean holds(int index) {
    return indices.contains(index);
  }

  /** Begins a run of the blocks {@code from} to {@code to}, without it, on these tensors. */
  Future<Values> begin(int from, int to, List<Tensor> tensors) {
    Callable<Values> work = () -> run(from, to, tensors);
    return thread.submit(work);
  }

  private Values run(int from, int to, List<Tensor> tensors) {
    var values = new Values(tensors);
    for (int index = from; index < to; index++) {
      values.run(blocks.get(index));
    }
    return values;
  }

  /** Waits for a run; what it threw is thrown here. */
  static Values join(Future<Values> run) {
    try {
      return run.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException("a shadow failed", e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a shadow ran", e);
    }
  }

  /** Frees its memory once the run under way has ended. */
  @Override
  public void close() {
    thread.close();
    blocks.close();
  }
}
