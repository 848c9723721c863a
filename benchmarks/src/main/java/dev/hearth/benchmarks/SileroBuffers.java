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

/** Silero's detector: the probability of speech and the state after it, for each row. */
final class SileroBuffers implements BareBuffers {
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
  private final List<OnnxTensor> owned = new ArrayList<>();

  SileroBuffers(OrtEnvironment environment, int batch) throws OrtException {
    var random = new Random(42);
    var state = new long[] {Silero.LAYERS, batch, Silero.STATE};
    var noise = direct(batch * Silero.SAMPLES * Float.BYTES).asFloatBuffer();
    for (int i = 0; i < noise.capacity(); i++) {
      noise.put(i, random.nextFloat(-0.1f, 0.1f));
    }
    inputs.put(
        "input",
        own(OnnxTensor.createTensor(environment, noise, new long[] {batch, Silero.SAMPLES})));
    LongBuffer rate = direct(Long.BYTES).asLongBuffer().put(0, Silero.RATE);
    inputs.put("sr", own(OnnxTensor.createTensor(environment, rate, new long[0])));
    inputs.put("h", floats(environment, state));
    inputs.put("c", floats(environment, state));
    outputs.put("output", floats(environment, batch, 1));
    outputs.put("hn", floats(environment, state));
    outputs.put("cn", floats(environment, state));
  }

  private OnnxTensor floats(OrtEnvironment environment, long... shape) throws OrtException {
    long elements = 1;
    for (long dimension : shape) {
      elements *= dimension;
    }
    FloatBuffer zeros = direct((int) elements * Float.BYTES).asFloatBuffer();
    return own(OnnxTensor.createTensor(environment, zeros, shape));
  }

  private OnnxTensor own(OnnxTensor tensor) {
    owned.add(tensor);
    return tensor;
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public void run(OrtSession session) throws OrtException {
    session.run(inputs, outputs).close();
  }

  @Override
  public void close() {
    owned.forEach(OnnxTensor::close);
  }
}
