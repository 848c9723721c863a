package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.inference.ModelSource.FileSource;
import dev.hearth.inference.ModelSource.MavenSource;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSourceTest {
  @Test
  void aFileIsReadFromItsPath() {
    assertThat(ModelSource.parse("file:models/a.onnx"))
        .isEqualTo(new FileSource(Path.of("models/a.onnx")));
  }

  @Test
  void aFileUrlWithThreeSlashesIsAnAbsolutePath() {
    assertThat(ModelSource.parse("file:///models/a.onnx"))
        .isEqualTo(new FileSource(Path.of("/models/a.onnx")));
  }

  @Test
  void aMavenSourceMayNameAnEntryOfTheJar() {
    assertThat(ModelSource.parse("maven:org.example:model:1.0-b3!/sub/a.onnx"))
        .isEqualTo(new MavenSource("org.example", "model", "1.0-b3", Optional.of("sub/a.onnx")));
  }

  @Test
  void aMavenSourceMayBeTheArtifactItself() {
    assertThat(ModelSource.parse("maven:org.example:model:1.0"))
        .isEqualTo(new MavenSource("org.example", "model", "1.0", Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:/a/b.onnx",
        "maven:g:a:1",
        "maven:g:a:1!/x/y.onnx",
        "npm:m@1.0.0!/a.onnx",
        "npm:@s/m@1.0.0-b.1!/x/@y/a.onnx"
      })
  void theTextIsReadBackAsTheSameSource(String text) {
    assertThat(ModelSource.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          model.onnx                  | has no scheme; write file:PATH, maven:
          s3://bucket/model.onnx      | scheme 's3' is not known; write file:PATH, maven:
          file:                       | path is empty
          file://host/a.onnx          | another host
          npm:model!/a.onnx           | names no version
          npm:@scope/model!/a.onnx    | names no version
          npm:model@1.0.0             | or no file
          npm:model@^1.0.0!/a.onnx    | no exact version
          npm:model@latest!/a.onnx    | no exact version
          npm:--x@1.0.0!/a.onnx       | no name of a package
          npm:a b@1.0.0!/a.onnx       | no name of a package
          npm:../x@1.0.0!/a.onnx      | no name of a package
          npm:model@1.0.0!/../a.onnx  | '..' step
          maven:g:a                   | has 2 parts where 3 are expected
          maven:g:a:1:jar             | has 4 parts where 3 are expected
          maven:g::1                  | artifact ''
          maven:g:a:..                | version '..'
          maven:g:a/../b:1            | artifact 'a/../b'
          maven:g:a:1!/               | not a relative path
          maven:g:a:1!//etc/passwd    | not a relative path
          maven:g:a:1!/../a.onnx      | '..' step
          maven:g:a:1!/x/./a.onnx     | '.' or '..' step
          maven:g:a:1!/x\\a.onnx      | not a relative path
          """)
  void whatIsWrongIsSaid(String text, String message) {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelSource.parse(text))
        .withMessageContaining("'" + text + "'")
        .withMessageContaining(message)
        .extracting(ModelException::code)
        .isEqualTo(ModelException.Code.INVALID_SOURCE);
  }
}
