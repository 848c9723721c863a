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

/** MiniLM: each row's answer is the mean of its token vectors, of length 1. */
final class MiniLmBuffers implements BareBuffers {
  static final int SEED = 42;
  static final int TOKENS = 16;
  static final int WIDTH = 384;
  static final int FIRST_WORD = 1996;
  static final int LAST_WORD = 28_000;

  private final int batch;
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
  private final List<OnnxTensor> owned = new ArrayList<>();
  private final FloatBuffer hidden;
  private final float[] tokens = new float[TOKENS * WIDTH];
  private final float[] mean = new float[WIDTH];
  private final FloatBuffer embeddings;

  MiniLmBuffers(OrtEnvironment environment, OrtSession session, int batch) throws OrtException {
    this.batch = batch;
    embeddings = direct(batch * WIDTH * Float.BYTES).asFloatBuffer();
    var random = new Random(SEED);
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

  @Override
  public void run(OrtSession session) throws OrtException {
    session.run(inputs, outputs).close();
    for (int row = 0; row < batch; row++) {
      embed(row);
    }
  }

  private void embed(int row) {
    hidden.get(row * tokens.length, tokens);
    System.arraycopy(tokens, 0, mean, 0, WIDTH);
    for (int token = 1; token < TOKENS; token++) {
      for (int i = 0; i < WIDTH; i++) {
        mean[i] += tokens[token * WIDTH + i];
      }
    }
    float squares = 0;
    for (float element : mean) {
      squares += element * element;
    }
    float scale = (float) (1 / Math.sqrt(squares));
    for (int i = 0; i < WIDTH; i++) {
      mean[i] *= scale;
    }
    embeddings.put(row * WIDTH, mean);
  }

  /** The answers of the last run, row by row. */
  FloatBuffer embeddings() {
    return embeddings;
  }

  @Override
  public void close() {
    owned.forEach(OnnxTensor::close);
  }
}
