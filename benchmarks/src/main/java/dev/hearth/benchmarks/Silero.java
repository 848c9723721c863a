package dev.hearth.benchmarks;

import dev.hearth.inference.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Silero's voice activity detector, a model whose run takes a fraction of a millisecond, from a
 * package of the npm registry; fetching it takes {@code npm} and {@code tar}.
 */
final class Silero {
  static final int SAMPLES = 512;
  static final int LAYERS = 2;
  static final int STATE = 64;
  static final long RATE = 16_000;

  private static final String PACKAGE = "@ricky0123/vad-web@0.0.31";
  private static final String ARCHIVE = "ricky0123-vad-web-0.0.31.tgz";
  private static final String ENTRY = "package/dist/silero_vad_legacy.onnx";

  private Silero() {}

  /** Its file, fetched into {@code store} unless it is there. */
  static Path file(Path store) throws IOException, InterruptedException {
    Path file = store.resolve(ENTRY);
    if (!Files.exists(file)) {
      Files.createDirectories(store);
      run(store, "npm", "pack", "--silent", PACKAGE);
      run(store, "tar", "-xzf", ARCHIVE, ENTRY);
    }
    return file;
  }

  private static void run(Path directory, String... command)
      throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
  }

  /** One row of noise, with an empty state. */
  static List<Tensor> row(Random random) {
    var samples = new float[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      samples[i] = random.nextFloat(-0.1f, 0.1f);
    }
    long[] state = {LAYERS, 1, STATE};
    return List.of(
        Tensor.ofFloats("input", new long[] {1, SAMPLES}, samples),
        Tensor.ofLongs("sr", new long[0], RATE),
        Tensor.ofFloats("h", state, new float[LAYERS * STATE]),
        Tensor.ofFloats("c", state, new float[LAYERS * STATE]));
  }
}
