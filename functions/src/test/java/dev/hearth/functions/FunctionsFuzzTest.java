package dev.hearth.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Names and packages of functions made of any bytes. */
class FunctionsFuzzTest {
  private static final CodeLimits LIMITS = new CodeLimits(1 << 20, 1 << 16, 20, 100, 1 << 20);

  /** A name that is read is the same when it is written as an ARN. */
  @FuzzTest
  void names(byte[] bytes) {
    try {
      FunctionName name = FunctionName.parse(new String(bytes, UTF_8));
      String arn =
          name.qualifier()
              .map(qualifier -> FunctionName.arn(name.name(), qualifier))
              .orElseGet(() -> FunctionName.arn(name.name()));
      assertThat(FunctionName.parse(arn)).isEqualTo(name);
    } catch (FunctionException e) {
      assertThat(e.code()).isEqualTo(FunctionException.Code.INVALID_PARAMETER_VALUE);
    }
  }

  /** Whatever a zip holds, nothing comes to lie beside the directory, nor more than allowed. */
  @FuzzTest
  void zip(byte[] bytes) throws IOException {
    Path around = Files.createTempDirectory("hearth-fuzz");
    try {
      Path archive = Files.write(around.resolve("zip"), bytes);
      Path root = Files.createDirectory(around.resolve("root"));
      unpack(archive, root);
      try (Stream<Path> beside = Files.list(around)) {
        assertThat(beside).containsExactlyInAnyOrder(archive, root);
      }
    } finally {
      remove(around);
    }
  }

  private static void unpack(Path archive, Path root) throws IOException {
    try {
      assertThat(Unpacking.unpack(archive, root, LIMITS)).isBetween(0L, LIMITS.contentBytes());
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.toList()) {
          assertThat(file.toRealPath()).startsWith(root.toRealPath());
        }
      }
    } catch (FunctionException e) {
      assertThat(e.code()).isEqualTo(FunctionException.Code.INVALID_PARAMETER_VALUE);
    }
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(file);
      }
    }
  }
}
