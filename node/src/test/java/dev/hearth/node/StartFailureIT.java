package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node that cannot start says why in one sentence, with the remedy. */
class StartFailureIT {
  @TempDir Path directory;

  /** Starts a process that must end by itself, and gives what it said. */
  private String refused(Path data, String... arguments) {
    try (NodeProcess node = NodeProcess.launch(List.of(), data, arguments)) {
      assertThat(node.exitStatus()).isEqualTo(1);
      String said = node.errors();
      assertThat(said.lines().filter(line -> line.startsWith("hearth: "))).hasSize(1);
      assertThat(said).doesNotContain("\tat ");
      return said;
    }
  }

  @Test
  void aDirectoryThatAnotherNodeUsesIsRefusedAndTheOtherGoesOn() {
    Path data = directory.resolve("data");
    try (TestNode first = TestNode.start(data)) {
      assertThat(refused(data)).contains("another node uses", data.toString(), "--data");
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(() -> Node.start(TestNode.config(data)))
          .withMessageContaining("another node uses");
      assertThat(refused(data)).contains("another node uses");
      assertThat(first.get("/readyz").statusCode()).isEqualTo(200);
    }
    try (TestNode next = TestNode.start(data)) {
      assertThat(next.get("/readyz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aPortInUseIsToldWithTheRemedy() {
    try (TestNode first = TestNode.start(directory.resolve("first"))) {
      String port = Integer.toString(first.uri().getPort());
      assertThat(refused(directory.resolve("second"), "--port", port))
          .contains("port " + port, "in use", "--port");
    }
  }

  @Test
  void aDataDirectoryBelowAFileIsRefused() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThat(refused(file.resolve("data"))).contains("cannot be used", "--data");
  }

  @Test
  void aDirectoryThatMustNotBeWrittenIsRefused() {
    Path processes = Path.of("/proc/self");
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Files.isDirectory(processes), "there is no directory here that not even root may write");
    assertThat(refused(processes)).contains("cannot be used", "--data");
  }

  @ParameterizedTest
  @CsvSource({"deployments.db,not a database", "models,cannot be used"})
  void whatStandsInTheWayIsNamed(String name, String said) throws IOException {
    Path data = Files.createDirectories(directory.resolve("data"));
    Files.writeString(data.resolve(name), "something else ".repeat(500));
    assertThat(refused(data)).contains(said, "--data");
    assertThat(data.resolve(name)).content().startsWith("something else");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prot: 1 | did you mean 'port'",
        "port: 70000 | from 0 to 65535",
        "port: [ | not YAML",
        "data: a\\ndata: b | twice",
        "requests: {max-body: 5} | with its unit",
        "host: no.such.host.invalid | --host"
      })
  void aBadConfigurationIsToldWithItsLine(String text, String said) throws IOException {
    Path config = Files.writeString(directory.resolve("c.yaml"), text.replace("\\n", "\n"));
    assertThat(refused(directory.resolve("data"), "--config", config.toString())).contains(said);
  }

  @Test
  void aConfigurationThatIsNotThereIsNamed() {
    assertThat(refused(directory.resolve("data"), "--config", "/nowhere.yaml"))
        .contains("/nowhere.yaml");
  }

  @Test
  void aJournalThatCannotBeWrittenIsRefusedAndTheDirectoryIsFree() {
    Path data = directory.resolve("data");
    assertThat(refused(data, "--journal", "/nowhere/journal")).contains("--journal");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () ->
                Node.start(
                    TestNode.config(data),
                    java.util.Optional.of(Path.of("/nowhere/journal")),
                    WallClock.system()));
    try (TestNode node = TestNode.start(data)) {
      assertThat(node.get("/readyz").statusCode()).isEqualTo(200);
    }
  }
}
