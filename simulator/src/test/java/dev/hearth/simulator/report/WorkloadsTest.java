package dev.hearth.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WorkloadsTest {
  @Test
  void thePageOfWorkloadsIsUpToDate() throws Exception {
    assertThat(Files.readString(Path.of("..", "docs", "workloads.md")))
        .as("docs/workloads.md is old: run './hearth simulate --workloads > docs/workloads.md'")
        .isEqualTo(Workloads.markdown());
  }
}
