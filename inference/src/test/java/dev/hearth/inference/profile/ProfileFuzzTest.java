package dev.hearth.inference.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Kept profiles made of any bytes. */
class ProfileFuzzTest {
  /** Profiles that are read and kept again read as the same. */
  @FuzzTest
  void profiles(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("hearth-fuzz", ".profiles");
    try {
      Files.write(file, bytes);
      List<ProfileRecord> records = ProfileFile.read(file);
      ProfileFile.write(file, records);
      assertThat(ProfileFile.read(file)).isEqualTo(records);
    } catch (ProfileException e) {
      assertThat(e).message().isNotBlank();
    } finally {
      Files.delete(file);
    }
  }
}
