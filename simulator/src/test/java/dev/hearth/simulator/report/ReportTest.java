package dev.hearth.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.policies.Registry;
import dev.hearth.simulator.experiment.Design;
import dev.hearth.simulator.experiment.Experiment;
import dev.hearth.simulator.experiment.FakeLaboratory;
import dev.hearth.simulator.experiment.Sweep;
import dev.hearth.simulator.laboratory.TrialOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final List<Bound> BOUNDS =
      List.of(new Bound("clairvoyant", List.of(new Bound.Point(1.25, 3.5))));

  private static Report report(int threads) {
    return report(threads, "fake");
  }

  private static Report report(int threads, String workload) {
    var experiment =
        new Experiment(
            new FakeLaboratory.NamedWorkload(workload),
            Design.variants(
                List.of("pagurus", "kpa"),
                Design.BASELINES,
                TrialOptions.unlimited(1),
                List.of(Sweep.parse("kpa.target=1,2")),
                List.of("1m"),
                new Registry()),
            List.of(1L, 2L, 3L));
    return new Report(
        experiment.workload(),
        experiment.run(new FakeLaboratory(), threads, () -> {}),
        BOUNDS,
        new Provenance("hearth simulate --policies pagurus,kpa", experiment.seeds(), "1", "25"));
  }

  @Test
  void theNumberOfThreadsChangesNoByte() {
    var alone = report(1);
    var together = report(4);

    assertThat(together.csv()).isEqualTo(alone.csv());
    assertThat(together.html()).isEqualTo(alone.html());
    assertThat(together.table()).isEqualTo(alone.table());
  }

  @Test
  void everyTrialIsARowWithItsSweptValuesAndSeed() {
    var rows = report(1).csv().lines().toList();

    assertThat(rows).hasSize(1 + 3 * (3 + Design.BASELINES.size() + 1));
    assertThat(rows.getFirst()).startsWith("policies,kind,kpa.target,seed,cold_starts_percent,");
    assertThat(rows.get(1)).startsWith("pagurus,policy,,1,");
    assertThat(rows.get(9)).startsWith("kpa:target=2,policy,2,3,");
  }

  @Test
  void theTableHasPoliciesBaselinesAndBoundButNotThePointsOfTheFrontier() {
    assertThat(report(1).table().lines().map(line -> line.split(" ", 2)[0]))
        .containsExactly(
            "POLICIES",
            "pagurus",
            "kpa:target=1",
            "kpa:target=2",
            Design.BASELINES.get(0),
            Design.BASELINES.get(1),
            "clairvoyant");
  }

  @Test
  void thePageFetchesNothing() {
    assertThat(report(1).html())
        .contains("default-src 'none'")
        .doesNotContainPattern("(src|href)=[\"']?(https?:)?//")
        .doesNotContain("@import");
  }

  @Test
  void thePageCarriesTheLicenceOfWhatIsInIt() {
    assertThat(report(1).html()).contains("Permission to use, copy, modify");
  }

  @Test
  void noNameEndsThePagesData() {
    assertThat(report(1, "</script><b>").html())
        .contains("\\u003c/script>\\u003cb>")
        .doesNotContain("</script><b>");
  }
}
