package dev.hearth.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private static final String LOAD = "simulate --generate workflow:rate=1,depth=2";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
  }

  private int simulate(String arguments) {
    return run((LOAD + " " + arguments).split(" ", -1));
  }

  /** The real kernel in the real virtual world. */
  @Test
  void theNumberOfThreadsChangesNoByteOfAReport(@TempDir Path directory) throws Exception {
    for (var threads : new String[] {"1", "3"}) {
      assertThat(
              simulate(
                  "--policies pagurus,fixed:keep-alive=1m --seeds 3 --threads %s --out %s"
                      .formatted(threads, directory.resolve(threads))))
          .as(err.toString())
          .isZero();
    }
    for (var name : new String[] {"results.csv", "report.html"}) {
      assertThat(directory.resolve("3").resolve(name))
          .hasSameBinaryContentAs(directory.resolve("1").resolve(name));
    }
    assertThat(Files.readString(directory.resolve("1").resolve("report.html")))
        .contains(LOAD + " --policies pagurus,fixed:keep-alive=1m --seeds 3\"");
  }

  @Test
  void aRoleStandsForEveryPolicyThatFillsIt() {
    assertThat(simulate("--policies allocation --seeds 1 --frontier none")).isZero();
    assertThat(out.toString().lines().map(line -> line.split(" ", 2)[0]))
        .contains("libra", "sfs", "whole")
        .doesNotContain("kpa");
  }

  @Test
  void aWrongCommandLineIsOneSentenceWithTheNearestKnownWord() {
    Stream.of(
            "--policies pagrus;there is no policy 'pagrus'; did you mean 'pagurus'?",
            "--policies fixed:keepalive=1m;did you mean 'keep-alive'?",
            "--polices pagurus;did you mean '--policies'?",
            "--policies fixed --faults hash;HARSH",
            "--policies fixed --memory 64;--memory must be an amount with its unit",
            "--policies fixed --frontier 5;--frontier takes times with their unit",
            "--policies fixed --seeds 0;must be at least 1",
            "--seeds 1;--policies is needed")
        .map(each -> each.split(";", 2))
        .forEach(
            each -> {
              err.getBuffer().setLength(0);
              assertThat(simulate(each[0])).as(each[0]).isEqualTo(2);
              assertThat(err.toString()).startsWith("hearth: ").contains(each[1]);
              assertThat(err.toString().lines()).as(each[0]).hasSize(1);
            });
  }

  @Test
  void aWorkloadIsNeeded() {
    assertThat(run("simulate", "--policies", "fixed")).isEqualTo(2);
    assertThat(err.toString()).contains("one of --trace PATH and --generate SPEC is needed");
  }

  @Test
  void aReportThatCannotBeWrittenIsSaid(@TempDir Path directory) throws Exception {
    var file = Files.createFile(directory.resolve("taken"));

    assertThat(simulate("--policies fixed --seeds 1 --frontier none --out " + file)).isEqualTo(1);
    assertThat(err.toString()).contains("cannot be written to " + file);
  }

  @Test
  void anUnknownPolicyCannotBeExplained() {
    assertThat(run("policies", "fixd")).isEqualTo(2);
    assertThat(err.toString()).contains("did you mean 'fixed'?");
  }

  @Test
  void aGeneratedLoadIsWrittenAsATraceThatCanBeSimulated(@TempDir Path directory) {
    var trace = directory.resolve("trace").toString();

    assertThat(run("generate", "periodic:functions=3,hours=1", "--out", trace))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("3 functions written to " + trace);
    assertThat(run("simulate", "--trace", trace, "--policies", "fixed", "--seeds", "1"))
        .as(err.toString())
        .isZero();
  }

  @Test
  void generateListsWhatThereIsAndRefusesHalfACommand() {
    assertThat(run("generate")).isZero();
    assertThat(out.toString())
        .contains("azure: ", "mmpp: ", "azure-2019: ", "rates: ", "placement");

    assertThat(run("generate", "poisson:rate=1")).isEqualTo(2);
    assertThat(run("generate", "poison:rate=1", "--out", "x")).isEqualTo(2);
    assertThat(err.toString()).contains("--out DIR", "did you mean 'poisson'?");
  }
}
