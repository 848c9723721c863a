package dev.hearth.sandbox.oci;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hearth.sandbox.linux.FileTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Layers of images, made of any bytes. */
class LayerFuzzTest {
  private static final ImageLimits LIMITS = new ImageLimits(1 << 20, 100, 8, 1 << 16);

  /** Whatever is in an archive, nothing comes to lie beside its directory. */
  @FuzzTest
  void layers(byte[] bytes) throws IOException {
    Path around = Files.createTempDirectory("hearth-fuzz");
    try {
      Path layer = Files.createDirectory(around.resolve("layer"));
      try {
        new LayerUnpacker(layer, new Budget(LIMITS), true).unpack(new ByteArrayInputStream(bytes));
      } catch (IOException e) {
        assertThat(e).message().isNotNull();
      }
      try (Stream<Path> beside = Files.list(around)) {
        assertThat(beside).containsExactly(layer);
      }
    } finally {
      FileTree.remove(around);
    }
  }
}
