package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.policies.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
  @TempDir Path directory;

  private static Credentials parse(String credentials) {
    return NodeConfig.parse("credentials: " + credentials, new Registry()).credentials();
  }

  @Test
  void secretsAreReadFromWhereTheyAre() throws IOException {
    Path file = directory.resolve("secret");
    Files.writeString(file, "s3cret\n");
    Credentials credentials = parse("{AKID: 'file:%s'}".formatted(file));
    assertThat(credentials.secrets()).containsEntry("AKID", "s3cret");
    assertThat(credentials.toString()).doesNotContain("s3cret");
    Files.delete(file);
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(credentials::secrets)
        .withMessageContaining(file.toString());
  }

  @Test
  void aSecretInTheConfigurationIsRefusedAndNotRepeated() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parse("{AKID: s3cret}"))
        .withMessageContaining("credentials.AKID")
        .withMessageContaining("env:NAME")
        .withMessageNotContaining("s3cret");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> parse("[a]"))
        .withMessageContaining("mapping");
  }
}
