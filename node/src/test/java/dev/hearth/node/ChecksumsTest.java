package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelSource;
import dev.hearth.policies.Registry;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumsTest {
  private static final String GOOD = "0123456789abcdef".repeat(4);
  private static final String LEAST = "kind: Model\nname: m\nfrom: maven:a:b:1\n";
  private final Registry registry = new Registry();

  private Checksums of(String yaml) {
    return Manifest.parse(LEAST + yaml, registry).checksums();
  }

  private static Artifact file(String digest) {
    return new Artifact(ModelSource.parse("maven:a:b:1"), digest, Path.of("m"), 1);
  }

  @Test
  void aFileThatIsTheOneSaidIsTakenAndAnotherRefused() {
    Checksums said = of("sha256: " + GOOD.toUpperCase(Locale.ROOT) + "\n");
    assertThatCode(() -> said.require("from", file(GOOD))).doesNotThrowAnyException();
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> said.require("from", file("f".repeat(64))))
        .withMessageContaining(GOOD)
        .withMessageContaining("f".repeat(64))
        .satisfies(
            failure -> assertThat(failure.code()).isEqualTo(ModelException.Code.CHECKSUM_MISMATCH));
  }

  @Test
  void eachFileHasItsOwnDigest() {
    Checksums said = of("sha256: {embedding.tokenizer: " + GOOD + "}\n");
    assertThatCode(() -> said.require("from", file("f".repeat(64)))).doesNotThrowAnyException();
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> said.require("embedding.tokenizer", file("f".repeat(64))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "sha256: abc | 64 hexadecimal digits, not 'abc'",
        "sha256: {form: abc} | 'form' names no file here; write one of from,"
      })
  void whatIsNoDigestIsRefusedWithItsLine(String yaml, String phrase) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> of(yaml + "\n"))
        .satisfies(failure -> assertThat(failure.text()).contains(phrase, "4"));
  }
}
