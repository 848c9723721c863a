package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarEntryTest {
  private static final ModelSource SOURCE = ModelSource.parse("maven:g:a:1!/models/a.onnx");

  @TempDir Path directory;
  private Path jar;

  @BeforeEach
  void writeJar() throws IOException {
    jar = directory.resolve("a.jar");
    try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("models/a.onnx"));
      zip.write("graph".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void anEntryIsReadWithItsSize() throws IOException {
    try (SourceReader.Opened opened =
        JarEntry.open(SOURCE, jar, "models/a.onnx", Progress.Listener.NONE)) {
      assertThat(opened.size()).isEqualTo(5);
      assertThat(opened.bytes()).hasContent("graph");
    }
  }

  @Test
  void aMissingEntryNamesTheModelsThereAre() {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> JarEntry.open(SOURCE, jar, "b.onnx", Progress.Listener.NONE))
        .withMessageContaining("no file 'b.onnx'")
        .withMessageContaining("it has models/a.onnx")
        .extracting(ModelException::code)
        .isEqualTo(ModelException.Code.NOT_FOUND);
  }

  @Test
  void aFileThatIsNoJarIsReported() throws IOException {
    Files.writeString(jar, "not a zip");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> JarEntry.open(SOURCE, jar, "a.onnx", Progress.Listener.NONE))
        .withMessageContaining("is no jar")
        .withMessageContaining(SOURCE.text());
  }
}
