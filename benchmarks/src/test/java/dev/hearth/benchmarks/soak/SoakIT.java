package dev.hearth.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A short soak: every request has one end, no answer is wrong, nothing acknowledged is lost. How
 * soon it recovers and whether memory is flat is judged by the long one.
 */
class SoakIT {
  private static final String MINUTES = System.getProperty("hearth.soak.minutes", "0.75");
  private static final String SEED = System.getProperty("hearth.seed", "1");

  @TempDir Path directory;

  @Test
  void everyRequestIsAccountedForWhateverGoesWrong() throws IOException, InterruptedException {
    var options = new SoakOptions();
    CommandLine.populateCommand(
        options, "--minutes", MINUTES, "--seed", SEED, "--load", "0.3", "--apart", "5");
    SoakResult result = Soak.run(options);
    result.print();
    Account account = result.account();
    assertThat(account.ended()).isEqualTo(account.begun());
    assertThat(account.twice()).isZero();
    assertThat(account.count(Outcome.RIGHT)).isPositive();
    assertThat(account.count(Outcome.WRONG)).isZero();
    assertThat(account.count(Outcome.SILENT)).isZero();
    assertThat(result.runs().notRun()).isZero();
    Path page = directory.resolve("soak.md");
    Page.write(page, result);
    assertThat(Files.readString(page)).contains("## Rules", "## Faults");
    assertThat(directory.resolve("images").resolve("soak-latency.svg")).exists();
  }
}
