package dev.hearth.functions;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileVaultTest {
  private static final String SECRET = "Schlüssel des Kühlschranks";

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void file() {
    file = directory.resolve("vault.key");
  }

  @Test
  void aSealedTextIsOpenedAfterARestart() {
    String sealed = KeyFileVault.open(file).seal(SECRET);
    assertThat(KeyFileVault.open(file).open(sealed)).isEqualTo(SECRET);
  }

  @Test
  void whatIsSealedTellsNothingAndIsNeverTheSame() {
    KeyFileVault vault = KeyFileVault.open(file);
    String sealed = vault.seal(SECRET);
    assertThat(sealed).isNotEqualTo(vault.seal(SECRET)).doesNotContain("Schl");
    assertThat(new String(Base64.getDecoder().decode(sealed.split("\\.", 3)[2]), ISO_8859_1))
        .doesNotContain("hlschrank");
    assertThat(vault.toString()).doesNotContain(sealed.split("\\.", 3)[1]);
  }

  @Test
  void theKeyIsItsOwnersAlone() throws IOException {
    KeyFileVault.open(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file).hasSize(32);
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aKeyThatOthersMayReadIsRefused() throws IOException {
    KeyFileVault.open(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> KeyFileVault.open(file))
        .isInstanceOf(FunctionException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void anotherKeyIsToldFromAChangedText() throws IOException {
    KeyFileVault vault = KeyFileVault.open(file);
    String sealed = vault.seal(SECRET);
    Files.delete(file);
    assertThatThrownBy(() -> KeyFileVault.open(file).open(sealed))
        .isInstanceOf(FunctionException.class)
        .hasMessageContaining("another key")
        .hasMessageContaining("put the former file back");
    char last = sealed.charAt(sealed.length() - 5);
    String changed =
        sealed.substring(0, sealed.length() - 5)
            + (last == 'A' ? 'B' : 'A')
            + sealed.substring(sealed.length() - 4);
    assertThatThrownBy(() -> vault.open(changed)).hasMessageContaining("was changed");
    assertThatThrownBy(() -> vault.open("v1." + sealed.split("\\.", 3)[1] + ".AAAA"))
        .hasMessageContaining("was changed");
  }

  @Test
  void whatIsNoSealedTextIsRefusedWithoutRepeatingIt() {
    KeyFileVault vault = KeyFileVault.open(file);
    assertThatThrownBy(() -> vault.open(SECRET))
        .isInstanceOf(FunctionException.class)
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void whatANewerHearthSealedIsRefusedSayingSo() {
    KeyFileVault vault = KeyFileVault.open(file);
    String newer = "v2" + vault.seal(SECRET).substring(2);
    assertThatThrownBy(() -> vault.open(newer))
        .isInstanceOf(FunctionException.class)
        .hasMessageContaining("newer Hearth, in form v2 where this one knows v1");
  }

  @Test
  void aFileThatIsNoKeyIsRefused() throws IOException {
    KeyFileVault.open(file);
    Files.writeString(file, "short");
    assertThatThrownBy(() -> KeyFileVault.open(file)).hasMessageContaining("5 bytes long, not 32");
  }
}
