package dev.hearth.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1_000 * MS;
  private static final Plan PLAN =
      new Plan(
          1,
          11 * SECOND,
          SECOND,
          List.of(
              new Plan.Load("a", "", "", 0, 0, 50 * MS, 1),
              new Plan.Load("b", "", "", 0, 0, 500 * MS, 1)));

  private static Ended ended(long a, long b) {
    var rows = new Ended.Collector();
    rows.add(0, 0, Ended.Ending.ANSWERED, 999 * MS);
    rows.add(0, 2 * SECOND, Ended.Ending.ANSWERED, a * MS);
    rows.add(0, 3 * SECOND, Ended.Ending.ANSWERED, 100 * MS);
    rows.add(0, 4 * SECOND, Ended.Ending.REFUSED, MS);
    rows.add(1, 5 * SECOND, Ended.Ending.ANSWERED, b * MS);
    return rows.ended(new long[] {1, 2});
  }

  private static Comparison.Row row(Comparison comparison, String model, Figure figure) {
    return comparison.rows().stream()
        .filter(row -> row.model().equals(model) && row.figure() == figure)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void figuresAreOfWhatWasDueAfterTheWarmUp() {
    var comparison = Comparison.of(PLAN, List.of(ended(10, 200), ended(20, 220)), ended(15, 300));
    assertThat(row(comparison, "a", Figure.MEDIAN).live()).containsExactly(10.0, 20.0);
    assertThat(row(comparison, "a", Figure.P99).simulated()).isEqualTo(100);
    assertThat(row(comparison, "a", Figure.GOODPUT).simulated()).isEqualTo(0.1);
    assertThat(row(comparison, "all", Figure.GOODPUT).simulated()).isEqualTo(0.2);
    assertThat(row(comparison, "a", Figure.VIOLATIONS).simulated()).isEqualTo(200.0 / 3);
    assertThat(row(comparison, "a", Figure.REFUSED).simulated()).isEqualTo(100.0 / 3);
    assertThat(row(comparison, "all", Figure.COLD_STARTS).simulated()).isEqualTo(3);
  }

  @Test
  void insideIsWithinTheIntervalOfTheLiveMean() {
    var live =
        List.of(ended(10, 200), ended(12, 200), ended(11, 200), ended(12, 200), ended(10, 200));
    var near = row(Comparison.of(PLAN, live, ended(12, 200)), "a", Figure.MEDIAN);
    assertThat(near.interval().mean()).isEqualTo(11);
    assertThat(near.interval().halfWidth()).isBetween(1.23, 1.25);
    assertThat(near.inside()).isTrue();
    var far = row(Comparison.of(PLAN, live, ended(13, 200)), "a", Figure.MEDIAN);
    assertThat(far.inside()).isFalse();
    assertThat(far.difference()).isBetween(0.18, 0.19);
  }

  @Test
  void oneLiveRunHasNoInterval() {
    var row = row(Comparison.of(PLAN, List.of(ended(10, 200)), ended(10, 200)), "a", Figure.MEDIAN);
    assertThat(row.inside()).isFalse();
    assertThat(row.between()).isTrue();
  }
}
