package dev.hearth.inference.operators;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hearth.inference.profile.ProfileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kept times of operators made of any bytes. */
class OperatorFuzzTest {
  /** Operators that are read and kept again read as the same. */
  @FuzzTest
  void operators(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("hearth-fuzz", ".operators");
    try {
      Files.write(file, bytes);
      OperatorDatabase database = OperatorFile.read(file, "machine");
      OperatorFile.write(file, "machine", database);
      assertThat(OperatorFile.read(file, "machine").points())
          .containsExactlyInAnyOrderElementsOf(database.points());
    } catch (ProfileException e) {
      assertThat(e).message().isNotBlank();
    } finally {
      Files.delete(file);
    }
  }
}
