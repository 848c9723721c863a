package dev.hearth.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Figures of Shahrad et al., ATC 2020, sections 3.1 to 3.5; tolerances are for the draw. */
final class AzureMixTest {
  private static final long DAY = 86_400_000_000_000L;

  private static long[] sortedCounts(Workload workload, long seed) {
    var counts = new long[workload.functions().size()];
    var arrivals = workload.arrivals(seed);
    var arrival = new Arrival();
    while (arrivals.next() != Long.MAX_VALUE) {
      arrivals.take(arrival);
      counts[arrival.function]++;
    }
    Arrays.sort(counts);
    return counts;
  }

  private static double shareAtMost(long[] counts, double most) {
    return (double) Arrays.stream(counts).filter(count -> count <= most).count() / counts.length;
  }

  @Test
  void functionsAreAsPopularAsPublished() {
    var counts = sortedCounts(Generators.make("azure:functions=2000,days=7,head=0.3"), 1);

    assertThat(shareAtMost(counts, 24 * 7)).isCloseTo(0.45, within(0.02));
    assertThat(shareAtMost(counts, 1_440 * 7)).isCloseTo(0.81, within(0.02));
  }

  @Test
  void theHeadHasWhatIsLeftOfAGivenTotal() {
    // The paper's 12.5 billion invocations in 14 days on some 28,000 applications.
    var popularity = Popularity.of(0.1, 31_500.0 * 50_000, 50_000);
    var rates =
        IntStream.range(0, 50_000)
            .mapToDouble(rank -> popularity.perDay((rank + 0.5) / 50_000))
            .toArray();
    double all = Arrays.stream(rates).sum();
    double head = Arrays.stream(rates, (int) (50_000 * (1 - 0.186)), 50_000).sum();

    assertThat(all).isCloseTo(31_500.0 * 50_000, within(all * 1e-6));
    assertThat(head / all).isCloseTo(0.996, within(0.001));
    assertThat(StrictMath.log10(rates[49_999] / rates[0])).isBetween(7.5, 9.5);
  }

  @Test
  void aTotalIsMetEvenWhereItIsSmall() {
    for (long total : new long[] {20_000, 3_000_000}) {
      var counts =
          sortedCounts(
              Generators.make("azure:functions=1000,days=1,invocations=%d".formatted(total)), 2);
      assertThat(Arrays.stream(counts).sum()).isBetween(total * 9 / 10, total * 11 / 10);
    }
  }

  @Test
  void gapsAreAFifthPeriodicAndTwoFifthsBursty() {
    var workload = Generators.make("azure:functions=5000,days=1,most-cv=10");
    var processes = ((ProcessWorkload) workload).processes();
    int periodic = 0;
    int poisson = 0;
    int bursty = 0;
    var mixture = new AzureFunction.Mixture(0.2, 0.2, 0.4, 10);
    var random = new java.util.SplittableRandom(1);
    for (int function = 0; function < 50_000; function++) {
      var kind = mixture.draw(function % 100 < 81, random);
      periodic += kind.periodic() ? 1 : 0;
      poisson += !kind.periodic() && kind.cv() == 1 ? 1 : 0;
      bursty += kind.cv() > 1 ? 1 : 0;
    }

    assertThat(processes).hasSize(5_000);
    assertThat(periodic / 50_000.0).isCloseTo(0.2, within(0.01));
    assertThat(poisson / 50_000.0).isCloseTo(0.2, within(0.01));
    assertThat(bursty / 50_000.0).isCloseTo(0.4, within(0.01));
  }

  @Test
  void executionTimesMemoryAndApplicationsAreAsPublished() {
    // The log-normal's median, exp(-0.38), and the Burr's: 107.083 (2^(1/0.221) - 1)^(1/11.652) MB.
    assertThat(AzureFunction.meanSeconds(0.5)).isCloseTo(0.684, within(0.001));
    assertThat(AzureFunction.meanSeconds(0.9)).isCloseTo(14.07, within(0.05));
    assertThat(AzureFunction.memoryBytes(0.5) / 1e6).isCloseTo(139.7, within(1.2));
    assertThat(AzureFunction.memoryBytes(0.9) / 1e6).isCloseTo(261.9, within(1.2));

    var functions = Generators.make("azure:functions=20000,days=1").functions();
    var sizes = new HashMap<String, Integer>();
    functions.forEach(function -> sizes.merge(function.application(), 1, Integer::sum));
    double applications = sizes.size();

    assertThat(sizes.values().stream().filter(size -> size == 1).count() / applications)
        .isCloseTo(0.54, within(0.02));
    assertThat(sizes.values().stream().filter(size -> size <= 10).count() / applications)
        .isCloseTo(0.95, within(0.01));
    assertThat(
            functions.stream().filter(function -> function.name().startsWith("timer")).count()
                / 20_000.0)
        .isCloseTo(0.156, within(0.01));
  }

  @Test
  void loadFollowsDayAndWeekButTimersDoNot() {
    var workload = Generators.make("azure:functions=300,days=7,periodic=0,head=0.5,bursty=0");
    var perHour = new long[7 * 24];
    var arrivals = workload.arrivals(1);
    var arrival = new Arrival();
    while (arrivals.next() != Long.MAX_VALUE) {
      arrivals.take(arrival);
      perHour[(int) (arrival.at / (DAY / 24))]++;
    }

    // Factors 1 at four in the afternoon, 0.5 at four in the morning, 0.75 on Saturday afternoon.
    assertThat((double) perHour[4] / perHour[16]).isCloseTo(0.5, within(0.03));
    assertThat((double) perHour[5 * 24 + 16] / perHour[16]).isCloseTo(0.75, within(0.03));
  }

  @Test
  void equalSeedsGiveEqualArrivalsOfTheSameFunctions() {
    var workload = Generators.make("azure:functions=50,hours=6,head=0.5");
    var again = Generators.make("azure:functions=50,hours=6,head=0.5");
    var otherMix = Generators.make("azure:functions=50,hours=6,head=0.5,mix=2");

    assertThat(Drawn.of(workload, 5)).isEqualTo(Drawn.of(again, 5));
    assertThat(Drawn.of(workload, 5)).isNotEqualTo(Drawn.of(workload, 6));
    assertThat(again.functions()).isEqualTo(workload.functions());
    assertThat(otherMix.functions()).isNotEqualTo(workload.functions());
    assertThat(again.fingerprint()).isEqualTo(workload.fingerprint());
    assertThat(otherMix.fingerprint()).isNotEqualTo(workload.fingerprint());
  }

  @Test
  void sharesThatAreMoreThanAllAreRefused() {
    assertThatThrownBy(() -> Generators.make("azure:poisson=0.7,bursty=0.7"))
        .hasMessageContaining("bursty 0.7");
  }
}
