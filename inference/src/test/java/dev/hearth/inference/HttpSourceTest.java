package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.inference.ModelSource.HttpSource;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSourceTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);

  @Test
  void anAddressMayNameAnEntryAndADigest() {
    assertThat(ModelSource.parse("https://h/a.zip?x=1!/sub/m.onnx#sha256=" + DIGEST))
        .isEqualTo(
            new HttpSource(
                URI.create("https://h/a.zip?x=1"), Optional.of("sub/m.onnx"), Optional.of(DIGEST)));
  }

  @Test
  void aDigestMayBeInUpperCase() {
    assertThat(
            ModelSource.parse("http://h/m.onnx#sha256=" + DIGEST.toUpperCase(Locale.ROOT)).text())
        .isEqualTo("http://h/m.onnx#sha256=" + DIGEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://h:81/m.onnx",
        "https://user:secret@h/p@1/a.zip?token=secret!/m.onnx",
        "https://h/m.onnx?secret"
      })
  void theTextIsReadBackAsTheSameSource(String text) {
    assertThat(ModelSource.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "https://user:secret@h:81/p@1/m.onnx, https://***@h:81/p@1/m.onnx",
    "https://h/m.zip?a=secret&b=secret!/m.onnx, https://h/m.zip?a=***&b=***!/m.onnx",
    "https://h/m.onnx?secret, https://h/m.onnx?***",
    "http://h/p@1/m.onnx, http://h/p@1/m.onnx"
  })
  void secretsAreNotShown(String text, String shown) {
    assertThat(ModelSource.parse(text)).hasToString(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          https://user:secret@/m.onnx           | names no host
          https://user:se!/cret@h/m.onnx        | names no host
          https://user:secret@h/m.onnx#md5=1    | only sha256=HEX is known
          https://user:se#secret@h/m.onnx       | only sha256=HEX is known
          https://user:secret@h/m.onnx#sha256=1 | 64 hexadecimal digits
          https://user:secret@h/a b             | is no address
          https://h/a b?token=secret            | is no address
          https://user:secret@h/a.zip!/../m     | '..' step
          s3://user:secret@h/m.onnx             | scheme 's3' is not known
          """)
  void whatIsWrongIsSaidWithoutSecrets(String text, String message) {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelSource.parse(text))
        .withMessageContaining(message)
        .withMessageNotContaining("secret")
        .extracting(ModelException::code)
        .isEqualTo(ModelException.Code.INVALID_SOURCE);
  }
}
