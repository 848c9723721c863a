package dev.hearth.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sources of models, and the archives they come in, made of any bytes. */
class SourceFuzzTest {
  private static final int LARGEST = 1 << 20;
  private static final ModelSource SOURCE = ModelSource.parse("npm:p@1.0.0!/m.onnx");

  /** A source that is read and written again reads as the same. */
  @FuzzTest
  void source(byte[] bytes) {
    try {
      ModelSource source = ModelSource.parse(new String(bytes, UTF_8));
      assertThat(ModelSource.parse(source.text())).isEqualTo(source);
      assertThat(source.toString()).isNotBlank();
    } catch (ModelException e) {
      assertThat(e.code()).isEqualTo(ModelException.Code.INVALID_SOURCE);
    }
  }

  private interface Archive {
    SourceReader.Opened open(Path file) throws IOException;
  }

  @FuzzTest
  void tar(byte[] bytes) throws IOException {
    read(bytes, file -> TarEntry.open(SOURCE, file, "m.onnx", Progress.Listener.NONE, () -> {}));
  }

  @FuzzTest
  void jar(byte[] bytes) throws IOException {
    read(bytes, file -> JarEntry.open(SOURCE, file, "m.onnx", Progress.Listener.NONE));
  }

  private static void read(byte[] bytes, Archive archive) throws IOException {
    Path file = Files.createTempFile("hearth-fuzz", ".archive");
    try {
      Files.write(file, bytes);
      readAll(archive, file);
    } catch (ModelException e) {
      assertThat(e).message().isNotBlank();
    } finally {
      Files.delete(file);
    }
  }

  /** What is wrong with an archive is an error of reading it, as its callers expect. */
  private static void readAll(Archive archive, Path file) {
    var buffer = new byte[8 << 10];
    try (SourceReader.Opened opened = archive.open(file)) {
      for (int read = 0, all = 0; read >= 0 && all < LARGEST; all += read) {
        read = opened.read(buffer);
      }
    } catch (IOException e) {
      assertThat(e).isNotNull();
    }
  }
}
