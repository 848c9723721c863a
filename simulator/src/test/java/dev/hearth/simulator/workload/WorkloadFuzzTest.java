package dev.hearth.simulator.workload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Settings and fits of arrivals made of any bytes. */
class WorkloadFuzzTest {
  /** Settings that are read and written again read as the same. */
  @FuzzTest
  void settings(byte[] bytes) {
    try {
      var set = Settings.set(new String(bytes, UTF_8));
      var text = new StringBuilder("x:");
      set.forEach((key, value) -> text.append(key).append('=').append(value).append(','));
      if (!set.isEmpty()) {
        assertThat(Settings.set(text.substring(0, text.length() - 1))).isEqualTo(set);
      }
    } catch (IllegalArgumentException e) {
      assertThat(e).message().isNotBlank();
    }
  }

  @FuzzTest
  void fits(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("hearth-fuzz", ".csv");
    try {
      Files.write(file, bytes);
      assertThat(MapFile.read(file.toString(), 1, new Fingerprint())).isNotNull();
    } catch (IllegalArgumentException e) {
      assertThat(e).message().isNotBlank();
    } finally {
      Files.delete(file);
    }
  }
}
