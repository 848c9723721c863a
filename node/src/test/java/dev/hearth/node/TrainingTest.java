package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class TrainingTest {

  @Test
  void endsByItselfAndTouchesNoDataOfTheNode(@TempDir Path data) {
    int status = new CommandLine(new Up()).execute("--training", "--data", data.toString());

    assertThat(status).isZero();
    assertThat(data).isEmptyDirectory();
  }
}
