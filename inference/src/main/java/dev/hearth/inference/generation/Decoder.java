package dev.hearth.inference.generation;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.KeepingModel;
import dev.hearth.inference.KeptOutputs;
import dev.hearth.inference.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A decoder graph that is run step by step. The caches of a step stay in the engine's memory and
 * are what the next step is fed; they are copied only when the rows of the batch change. Used by
 * one thread at a time.
 */
public final class Decoder implements AutoCloseable {
  private final KeepingModel model;
  private final DecoderLayout layout;
  private final Map<String, String> fed = new HashMap<>();

  public Decoder(KeepingModel model, DecoderLayout layout) {
    this.model = model;
    this.layout = layout;
    layout.caches().forEach(cache -> fed.put(cache.past(), cache.present()));
  }

  public DecoderLayout layout() {
    return layout;
  }

  /** What one step gave. */
  static final class Step {
    private final float[][] logits;
    private final Cache cache;

    Step(float[][] logits, Cache cache) {
      this.logits = logits;
      this.cache = cache;
    }

    /** Those of the last token of a row; the caller's to keep. */
    float[] logits(int row) {
      return logits[row];
    }

    /** Of all tokens so far; the caller's to close. */
    Cache cache() {
      return cache;
    }
  }

  /** Reads a prompt: a row of its own, whose cache begins with it. */
  Step prefill(long[] prompt) {
    List<Tensor> inputs = new ArrayList<>();
    addTokens(inputs, new long[][] {prompt}, new int[] {0}, 0);
    long[] empty = {1, layout.heads(), 0, layout.width()};
    layout
        .caches()
        .forEach(cache -> inputs.add(Tensor.of(cache.past(), Datatype.FP32, empty, NOTHING)));
    return step(inputs, null, new int[] {prompt.length}, prompt.length);
  }

  /** One more token for each row. */
  Step next(Cache past, long[] tokens) {
    var rows = new long[tokens.length][];
    var lengths = new int[tokens.length];
    for (int row = 0; row < tokens.length; row++) {
      rows[row] = new long[] {tokens[row]};
      lengths[row] = past.length(row);
    }
    List<Tensor> inputs = new ArrayList<>();
    addTokens(inputs, rows, lengths, past.columns());
    inputs.addAll(past.gathered());
    for (int row = 0; row < lengths.length; row++) {
      lengths[row]++;
    }
    return step(inputs, past.kept(), lengths, past.columns() + 1);
  }

  private static final ByteBuffer NOTHING = Tensor.direct(0);

  private Step step(List<Tensor> inputs, @Nullable KeptOutputs former, int[] lengths, int columns) {
    KeptOutputs outputs = model.keep(inputs, former, former == null ? Map.of() : fed);
    try {
      float[][] logits = last(outputs.copy(DecoderLayout.LOGITS));
      return new Step(logits, Cache.of(outputs, lengths, columns));
    } catch (RuntimeException | Error e) {
      outputs.close();
      throw e;
    }
  }

  private static float[][] last(Tensor logits) {
    int rows = Math.toIntExact(logits.dimension(0));
    int tokens = Math.toIntExact(logits.dimension(1));
    int vocabulary = Math.toIntExact(logits.dimension(2));
    FloatBuffer all = logits.contents().asFloatBuffer();
    var last = new float[rows][vocabulary];
    for (int row = 0; row < rows; row++) {
      all.get((row * tokens + tokens - 1) * vocabulary, last[row]);
    }
    return last;
  }

  /** What a row has stands at its right end; what is left of it is masked. */
  private void addTokens(List<Tensor> inputs, long[][] tokens, int[] lengths, int columns) {
    int rows = tokens.length;
    int fresh = tokens[0].length;
    int width = columns + fresh;
    LongBuffer ids = longs(rows * fresh);
    LongBuffer positions = longs(rows * fresh);
    LongBuffer mask = longs(rows * width);
    for (int row = 0; row < rows; row++) {
      ids.put(tokens[row]);
      for (int i = 0; i < fresh; i++) {
        positions.put((long) lengths[row] + i);
      }
      for (int column = 0; column < width; column++) {
        mask.put(column < columns - lengths[row] ? 0 : 1);
      }
    }
    inputs.add(tensor(DecoderLayout.IDS, ids, rows, fresh));
    inputs.add(tensor(DecoderLayout.MASK, mask, rows, width));
    if (layout.positions()) {
      inputs.add(tensor(DecoderLayout.POSITIONS, positions, rows, fresh));
    }
  }

  private static LongBuffer longs(int count) {
    return LongBuffer.allocate(count);
  }

  private static Tensor tensor(String name, LongBuffer values, long... shape) {
    return Tensor.ofLongs(name, shape, values.array());
  }

  @Override
  public void close() {
    model.close();
  }
}
