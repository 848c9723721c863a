package dev.hearth.node;

import dev.hearth.inference.BatchedRun;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.Tensor;
import dev.hearth.inference.generation.GenerationLoop;
import dev.hearth.inference.generation.GenerationRequest;
import dev.hearth.inference.generation.Sequence;
import dev.hearth.inference.generation.TextGenerator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An instance: a model in memory, with others beside it that it may be bound to. Its changes block
 * and are serialised by its lock; runs only read the model it has now.
 */
final class LiveInstance {
  private final int id;
  private final Shadowing opener;
  private final Executor steps;
  private final Map<Integer, Loaded> loaded = new HashMap<>();
  private volatile @Nullable Loaded current;
  private boolean closed;

  /**
   * A model in memory.
   *
   * @param loop steps it, if it generates
   */
  private record Loaded(Deployed deployed, LoadedModel model, Optional<GenerationLoop> loop) {
    void close() {
      loop.ifPresent(GenerationLoop::close);
      model.close();
    }
  }

  /**
   * An instance without a model.
   *
   * @param steps does the steps of what generates
   */
  LiveInstance(int id, Shadowing opener, Executor steps) {
    this.id = id;
    this.opener = opener;
    this.steps = steps;
  }

  int id() {
    return id;
  }

  /**
   * Makes it able to run a model, taken from beside it or read from its file; frees the former and
   * all others beside it.
   */
  synchronized void bind(Deployed deployed, RuntimeOptions options) {
    requireOpen();
    Loaded former = current;
    Loaded beside = loaded.remove(deployed.function());
    current = beside == null ? open(deployed, options) : beside;
    if (former != null) {
      former.close();
    }
    closeLoaded();
  }

  private void closeLoaded() {
    loaded.values().forEach(Loaded::close);
    loaded.clear();
  }

  /** Reads a model into memory beside its own. */
  synchronized void load(Deployed deployed, RuntimeOptions options) {
    requireOpen();
    if (!loaded.containsKey(deployed.function())) {
      loaded.put(deployed.function(), open(deployed, options));
    }
  }

  synchronized void unload(int function) {
    Loaded former = loaded.remove(function);
    if (former != null) {
      former.close();
    }
  }

  /** Frees all its memory, once what runs has ended. */
  synchronized void close() {
    closed = true;
    if (current != null) {
      current.close();
      current = null;
    }
    closeLoaded();
  }

  /** Runs requests of one signature at once; blocks and computes. */
  List<List<Tensor>> run(List<InferenceRequest> requests) {
    Loaded now = now();
    if (requests.size() == 1) {
      InferenceRequest only = requests.getFirst();
      return List.of(now.model().run(only.inputs(), only.outputs()));
    }
    var axes =
        now.deployed()
            .axes()
            .orElseThrow(() -> new IllegalStateException("a batch for a model without an axis"));
    return new BatchedRun(now.model(), axes).run(requests);
  }

  /**
   * Has text generated beside what is under way.
   *
   * @throws IllegalStateException if there is no place for it
   */
  Sequence generate(GenerationRequest request, Sequence.Listener listener) {
    return now().loop().orElseThrow().join(request, listener);
  }

  private Loaded now() {
    Loaded now = current;
    if (now == null) {
      throw new IllegalStateException("instance " + id + " holds no model");
    }
    return now;
  }

  private Loaded open(Deployed deployed, RuntimeOptions options) {
    LoadedModel model = opener.open(deployed, options);
    Optional<GenerationLoop> loop =
        model instanceof TextGenerator generator
            ? Optional.of(generator.loop(steps, deployed.measures().generation(), System::nanoTime))
            : Optional.empty();
    return new Loaded(deployed, model, loop);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("instance " + id + " was ended before it was ready");
    }
  }
}
