package dev.hearth.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

/** One worker's inputs and output of MiniLM, made once; the engine writes the answer in place. */
final class MiniLmBuffers implements AutoCloseable {
  static final int TOKENS = 16;
  static final int WIDTH = 384;
  private static final int FIRST_WORD = 1996;
  private static final int LAST_WORD = 28_000;

  private final int batch;
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
  private final List<OnnxTensor> owned = new ArrayList<>();
  private final FloatBuffer hidden;
  private final float[] row = new float[TOKENS * WIDTH];
  private final float[] pooled;

  MiniLmBuffers(OrtEnvironment environment, OrtSession session, int batch) throws OrtException {
    this.batch = batch;
    this.pooled = new float[batch * WIDTH];
    var random = new Random(42);
    input(environment, "input_ids", random.longs(FIRST_WORD, LAST_WORD).iterator()::nextLong);
    input(environment, "attention_mask", () -> 1);
    input(environment, "token_type_ids", () -> 0);
    hidden = direct(batch * TOKENS * WIDTH * Float.BYTES).asFloatBuffer();
    OnnxTensor output =
        OnnxTensor.createTensor(environment, hidden, new long[] {batch, TOKENS, WIDTH});
    owned.add(output);
    outputs.put(session.getOutputNames().iterator().next(), output);
  }

  private void input(OrtEnvironment environment, String name, LongSupplier values)
      throws OrtException {
    LongBuffer buffer = direct(batch * TOKENS * Long.BYTES).asLongBuffer();
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, values.getAsLong());
    }
    OnnxTensor tensor = OnnxTensor.createTensor(environment, buffer, new long[] {batch, TOKENS});
    owned.add(tensor);
    inputs.put(name, tensor);
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  void run(OrtSession session) throws OrtException {
    session.run(inputs, outputs).close();
  }

  /** The mean of each row's token vectors. */
  float[] pool() {
    for (int r = 0; r < batch; r++) {
      hidden.get(r * row.length, row);
      for (int i = 0; i < WIDTH; i++) {
        float sum = 0;
        for (int token = 0; token < TOKENS; token++) {
          sum += row[token * WIDTH + i];
        }
        pooled[r * WIDTH + i] = sum / TOKENS;
      }
    }
    return pooled;
  }

  @Override
  public void close() {
    owned.forEach(OnnxTensor::close);
  }
}
