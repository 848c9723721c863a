package dev.hearth.benchmarks.suites.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.benchmarks.suites.live.Report.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A few cases of each suite on one node; nothing about how long anything takes. */
class LiveSuitesIT {
  private static final Path SUITES = Path.of("suites").toAbsolutePath();

  @TempDir static Path directory;
  private static Stage stage;
  private static List<Known> known;

  @BeforeAll
  static void start() throws IOException {
    stage = Stage.open(SUITES, directory);
    known = Known.all(SUITES);
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  /** Java in the node's own process, which every machine can. */
  private static Plan plan(Suite suite, String... cases) {
    return new Plan(
        suite, Set.of(cases), EnumSet.of(Language.JAVA), EnumSet.of(Place.JVM), 1, 2, 1);
  }

  private static boolean holds(Report report, String rule) {
    return report.rules().stream().filter(each -> each.rule().contains(rule)).allMatch(Rule::holds);
  }

  @Test
  void kernelsAnswerTheirChecksumsAtEverySize() throws IOException {
    Report report =
        new Kernels(stage, plan(Suite.FUNCTIONBENCH, "json", "matmul"), known).run("command");

    assertThat(report.left()).isEmpty();
    assertThat(holds(report, "checksum")).isTrue();
    assertThat(report.rows("calls")).hasSize(2);
    assertThat(report.rows("sizes")).hasSize(2);
    Path file = directory.resolve("reports").resolve("functionbench.json");
    report.write(file);
    var json = new JsonMapper().readTree(Files.readString(file));
    assertThat(json.get("version").asInt()).isEqualTo(1);
    assertThat(json.get("tables").get(0).get("rows").get(0).get("case").asString())
        .isIn("matmul", "json");
  }

  @Test
  void anotherChecksumIsNamed() throws IOException {
    var wrong = List.of(new Known(Suite.FUNCTIONBENCH, "json", 100, "0000000000000000"));

    Report report = new Kernels(stage, plan(Suite.FUNCTIONBENCH), wrong).run("command");

    assertThat(holds(report, "checksum")).isFalse();
    assertThat(report.left().getFirst()).contains("'json' of 100 answered the checksum");
  }

  @Test
  void testsAreBilledByEveryPriceList() throws IOException {
    var prices = Price.all(SUITES);

    Report report =
        new Providers(stage, plan(Suite.FAASDOM, "netlatency"), known, prices).run("command");

    assertThat(report.rules()).allMatch(Rule::holds);
    assertThat(report.rows("bills").getFirst())
        .containsKeys(prices.stream().map(Price::name).toArray(String[]::new));
  }

  @Test
  void functionsAreComposedAndTheirAnswersChecked() throws IOException {
    Report report =
        new Characterisation(stage, plan(Suite.SERVERLESSBENCH, "chain", "payload"), known)
            .run("command");

    assertThat(report.left()).singleElement().asString().contains("calls within calls");
    assertThat(report.rows("chain")).hasSize(5);
    assertThat(report.rows("payload")).hasSize(7);
  }

  @Test
  void aWorkloadIsSentAsDrawnAndSplitAsRecorded() throws IOException {
    var workload =
        Workload.of(
            new JsonMapper()
                .readTree(
                    """
                    {"test_duration_in_seconds": 1, "instances": {
                      "a": {"application": "primes", "size": 1000, "rate": 10},
                      "b": {"application": "base64", "size": 100, "interarrivals_list": [0.1, 0.2]}}}
                    """));

    Report report = new Profiler(stage, plan(Suite.FAASPROFILER), known, workload).run("command");

    assertThat(report.rows("rates")).extracting(row -> row.get("calls")).containsExactly(10, 2);
    assertThat(holds(report, "latency at the node")).isTrue();
    assertThat((Double) report.rows("cold").getFirst().get("init p50")).isPositive();
  }
}
