package dev.hearth.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hearth.simulator.trace.TraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The files of a replay made of any bytes. */
class ReplayFuzzTest {
  private static final List<String> FILES = List.of("plan.json", "node.json", "calibration.json");

  /** The first byte chooses the file. */
  @FuzzTest
  void files(byte[] bytes) throws IOException {
    if (bytes.length == 0) {
      return;
    }
    int file = Byte.toUnsignedInt(bytes[0]) % FILES.size();
    Path folder = Files.createTempDirectory("hearth-fuzz");
    Path path = folder.resolve(FILES.get(file));
    try {
      Files.write(path, Arrays.copyOfRange(bytes, 1, bytes.length));
      switch (file) {
        case 0 -> assertThat(Plan.read(folder).models()).doesNotContainNull();
        case 1 -> assertThat(NodeFile.read(path)).isNotNull();
        default -> assertThat(Overheads.read(folder)).doesNotContainNull();
      }
    } catch (TraceException e) {
      assertThat(e).message().isNotBlank();
    } finally {
      Files.delete(path);
      Files.delete(folder);
    }
  }
}
