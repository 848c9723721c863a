package dev.hearth.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class WarmCostsIT {
  /** Those left out are these with less: a key's node without one, and one nobody watches. */
  @Test
  void everyKindOfNodeAnswersRightAndKeepsItsWatchers() {
    int status =
        new CommandLine(new WarmCosts())
            .execute(
                "--variants=KEY,TLS,WATCHED",
                "--rounds=1",
                "--seconds=0.1",
                "--connections=2",
                "--functions=5",
                "--watchers=3");
    assertThat(status).as("exit status: every answer was right, every watcher stayed").isZero();
  }
}
