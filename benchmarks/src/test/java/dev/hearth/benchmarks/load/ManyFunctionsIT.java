package dev.hearth.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ManyFunctionsIT {
  @Test
  void fiveHundredFunctionsAreDeployedCalledListedAndThereAfterARestart() {
    int status =
        new CommandLine(new ManyFunctions())
            .execute("--functions", "500", "--calls", "50", "--heap", "512m");
    assertThat(status).as("exit status: every answer was right").isZero();
  }
}
