package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.inference.ModelSource.MavenSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenArtifactsTest {
  private static final MavenSource SOURCE = new MavenSource("g", "a", "1", Optional.empty());

  @TempDir Path directory;
  private Path remote;
  private boolean offline;
  private final MavenArtifacts artifacts = new MavenArtifacts(this::settings);

  @BeforeEach
  void writeRemoteRepository() throws IOException {
    remote = Files.createDirectories(directory.resolve("remote"));
    Path version = Files.createDirectories(remote.resolve("g/a/1"));
    Files.write(version.resolve("a-1.jar"), new byte[100_000]);
  }

  @Test
  void anArtifactComesFromTheRemoteRepositoryWithProgress() {
    List<Progress> seen = new ArrayList<>();
    Path jar = artifacts.resolve(SOURCE, seen::add);
    assertThat(jar).startsWith(directory.resolve("local")).hasSize(100_000);
    assertThat(seen.getLast()).isEqualTo(new Progress(100_000, 100_000));
  }

  @Test
  void anArtifactOfTheLocalRepositoryIsNotTransferred() {
    artifacts.resolve(SOURCE, Progress.Listener.NONE);
    offline = true;
    List<Progress> seen = new ArrayList<>();
    assertThat(artifacts.resolve(SOURCE, seen::add)).exists();
    assertThat(seen).isEmpty();
  }

  @Test
  void anAbsentArtifactIsNotFound() {
    var absent = new MavenSource("g", "a", "2", Optional.empty());
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> artifacts.resolve(absent, Progress.Listener.NONE))
        .withMessageContaining("maven:g:a:2")
        .withMessageContaining("check the coordinates")
        .extracting(ModelException::code)
        .isEqualTo(ModelException.Code.NOT_FOUND);
  }

  @Test
  void offlineIsNamedAsTheReason() {
    offline = true;
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> artifacts.resolve(SOURCE, Progress.Listener.NONE))
        .withMessageContaining("settings say offline");
  }

  private MavenSettings settings() {
    try {
      Path home = Files.createDirectories(directory.resolve("home/.m2"));
      Files.writeString(
          home.resolve("settings.xml"),
          """
          <settings><offline>%s</offline><mirrors><mirror>
            <id>near</id><url>%s</url><mirrorOf>*</mirrorOf></mirror></mirrors></settings>\
          """
              .formatted(offline, remote.toUri()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var system = new Properties();
    system.setProperty("user.home", directory.resolve("home").toString());
    system.setProperty("maven.repo.local", directory.resolve("local").toString());
    return MavenSettings.read(system, Map.of());
  }
}
