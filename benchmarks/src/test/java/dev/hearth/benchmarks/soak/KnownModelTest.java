package dev.hearth.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownModelTest {
  @TempDir Path directory;

  @Test
  void theEngineAnswersExactlyWhatIsKnown() throws IOException, OrtException {
    Path file = KnownModel.write(directory.resolve("known.onnx"), 77);
    var random = new Random(1);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString())) {
      for (int i = 0; i < 20; i++) {
        int[] row = random.ints(KnownModel.INPUTS, 0, KnownModel.LARGEST_INPUT).toArray();
        var input = new float[1][row.length];
        for (int at = 0; at < row.length; at++) {
          input[0][at] = row[at];
        }
        try (OnnxTensor x = OnnxTensor.createTensor(environment, input);
            OrtSession.Result result = session.run(Map.of("x", x))) {
          assertThat(((float[][]) result.get(0).getValue())[0])
              .containsExactly(KnownModel.answer(row, 77));
        }
      }
    }
  }
}
