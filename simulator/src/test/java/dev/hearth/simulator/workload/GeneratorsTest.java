package dev.hearth.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.simulator.Data;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GeneratorsTest {
  private static final double SECOND = 1e9;

  private static double[] gaps(String specification) {
    var at = Drawn.of(Generators.make(specification), 1).of(0);
    var gaps = new double[at.size() - 1];
    for (int gap = 0; gap < gaps.length; gap++) {
      gaps[gap] = (at.get(gap + 1) - at.get(gap)) / SECOND;
    }
    return gaps;
  }

  private static double mean(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number;
    }
    return sum / numbers.length;
  }

  private static double cv(double[] numbers) {
    double mean = mean(numbers);
    double square = 0;
    for (double number : numbers) {
      square += (number - mean) * (number - mean);
    }
    return StrictMath.sqrt(square / numbers.length) / mean;
  }

  @Test
  void poissonGapsHaveTheRateAndCvOne() {
    var gaps = gaps("poisson:rate=10,hours=1");

    assertThat(mean(gaps)).isCloseTo(0.1, within(0.003));
    assertThat(cv(gaps)).isCloseTo(1, within(0.03));
  }

  @Test
  void periodicGapsAreAllTheSameAndJitterDoesNotAddUp() {
    assertThat(gaps("periodic:period=90s,hours=10")).hasSizeBetween(398, 400).containsOnly(90);

    var late = gaps("periodic:period=100s,jitter=0.1,days=5");

    assertThat(mean(late)).isCloseTo(100, within(0.1));
    assertThat(java.util.Arrays.stream(late).boxed())
        .allSatisfy(gap -> assertThat(gap).isBetween(90.0, 110.0));
  }

  @Test
  void erlangAndHyperexponentialGapsHaveTheirMeansAndCvs() {
    var random = new java.util.SplittableRandom(5);
    var steady = new Renewal.Erlang(3, 4).begin(random);
    var bursty = new Renewal.Hyperexponential(3, 4).begin(random);
    var even = new double[100_000];
    var uneven = new double[400_000];
    java.util.Arrays.setAll(even, any -> steady.next());
    java.util.Arrays.setAll(uneven, any -> bursty.next());

    assertThat(mean(even)).isCloseTo(3, within(0.03));
    assertThat(cv(even)).isCloseTo(0.5, within(0.01));
    assertThat(mean(uneven)).isCloseTo(3, within(0.1));
    assertThat(cv(uneven)).isCloseTo(4, within(0.15));
  }

  @Test
  void mmppSpendsItsTimeInBothRates() {
    // Two thirds of the time at 1 a second, a third at 10: 4 a second.
    var map = Map2.mmpp(List.of(1.0, 10.0), List.of(0.1, 0.2));
    assertThat(map.firstStateShare()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(map.rate()).isCloseTo(4, within(1e-12));

    var gaps = gaps("mmpp:low=1,high=10,stay-low=10s,stay-high=5s,hours=10");

    assertThat(1 / mean(gaps)).isCloseTo(4, within(0.15));
    assertThat(cv(gaps)).isGreaterThan(1.3);
  }

  @Test
  void aFitFromAFileHasItsRate() {
    var file = Data.file("batch/twitter-maps.csv");
    var fit = MapFile.read(file.toString(), 1, new Fingerprint());

    // Out of the first state at 14.573981, back at 0.063796: 0.4358% of the time in it, at
    // 0.051020 + 14.573981 a second, otherwise at 0.063796 + 35.107429.
    assertThat(fit.firstStateShare()).isCloseTo(0.004358, within(1e-6));
    assertThat(fit.rate()).isCloseTo(35.0817, within(1e-3));
    assertThat(1 / mean(gaps("mmpp:row=1,hours=2,file=" + file)))
        .isCloseTo(fit.rate(), within(0.03 * fit.rate()));
    assertThatThrownBy(() -> Generators.make("mmpp:row=25,file=" + file))
        .hasMessageContaining("24 fits, so there is no row 25");
  }

  @Test
  void diurnalLoadFollowsTheSine() {
    var perHour = new int[24];
    Drawn.of(Generators.make("diurnal:rate=2,swing=0.8,hours=24"), 1)
        .of(0)
        .forEach(at -> perHour[(int) (at / 3_600_000_000_000L)]++);

    // 7,200 an hour on average; least in the first hour, most at noon.
    assertThat((double) perHour[0]).isCloseTo(7_200 * 0.207, within(150.0));
    assertThat((double) perHour[12]).isCloseTo(7_200 * 1.793, within(400.0));
  }

  @Test
  void sporadicLoadIsFewBetweenLongSilences() {
    var gaps = gaps("sporadic:gap=20m,burst=3,within=2s,days=60");
    double silences = java.util.Arrays.stream(gaps).filter(gap -> gap > 30).count();

    assertThat(gaps.length / silences).isCloseTo(3, within(0.3));
    assertThat(cv(gaps)).isGreaterThan(1.5);
  }

  @Test
  void burstyLoadSurges() {
    // 10 of 10.5 minutes at 1 a second, half a minute at 20.
    var gaps = gaps("bursty:rate=1,surge=20,every=10m,lasting=30s,days=2");

    assertThat(1 / mean(gaps)).isCloseTo((600 + 600) / 630.0, within(0.3));
    assertThat(cv(gaps)).isGreaterThan(1.2);
  }

  @Test
  void functionsAreInvokedIndependently() {
    var drawn = Drawn.of(Generators.make("poisson:functions=3,rate=1,hours=0.5"), 1);

    assertThat(drawn.of(0)).isNotEqualTo(drawn.of(1));
    assertThat(java.util.Arrays.stream(drawn.counts(3)).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(1_600L, 2_000L));
  }

  @Test
  void profilesAreAsAsked() {
    var function =
        Generators.make("poisson:memory=1GiB,cold-start=3s,objective=200ms").functions().getFirst();

    assertThat(function.configuration().resources().memoryBytes()).isEqualTo(1L << 30);
    assertThat((double) function.coldStart().totalNanos()).isCloseTo(3 * SECOND, within(10.0));
    assertThat(function.objective().latencyNanos()).isEqualTo(200_000_000);
  }

  @Test
  void executionTimesHaveTheirMeanAndSpread() {
    var arrivals = Drawn.of(Generators.make("poisson:rate=20,spread=0.8,duration=50ms"), 1);
    var durations = arrivals.arrivals().stream().mapToDouble(Drawn.One::durationNanos).toArray();

    assertThat(mean(durations)).isCloseTo(50e6, within(1e6));
    // A log-normal's is sqrt(exp(0.64) - 1) = 0.947; the table's tails are cut.
    assertThat(cv(durations)).isCloseTo(0.93, within(0.05));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "poisson",
        "mmpp",
        "diurnal:rate=0.1",
        "periodic",
        "sporadic",
        "bursty",
        "azure:functions=20,hours=2,head=0.3",
        "workflow"
      })
  void everyGeneratorIsAFunctionOfItsSettingsAndTheSeed(String specification) {
    var once = Generators.make(specification);
    var again = Generators.make(specification);

    assertThat(once.fingerprint()).isEqualTo(again.fingerprint()).hasSize(64);
    assertThat(once.arrivals(3).next()).isEqualTo(again.arrivals(3).next());
    assertThat(once.functions()).isNotEmpty().isEqualTo(again.functions());
  }

  @Test
  void unknownNamesAndKeysAreRefusedWithTheNearest() {
    assertThatThrownBy(() -> Generators.make("poison:rate=1"))
        .hasMessageContaining("no generator 'poison'; did you mean 'poisson'?")
        .hasMessageContaining("workflow");
    assertThatThrownBy(() -> Generators.make("poisson:rat=1"))
        .hasMessageContaining("generator 'poisson' has no parameter 'rat'; did you mean 'rate'?");
    assertThatThrownBy(() -> Generators.make("poisson:rate"))
        .hasMessageContaining("'rate' in 'poisson:rate' is not a parameter");
    assertThatThrownBy(() -> Generators.make("poisson:rate=1,rate=2"))
        .hasMessageContaining("'rate' is set twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "poisson:rate=-1",
        "poisson:rate=NaN",
        "poisson:duration=5",
        "poisson:memory=12",
        "poisson:functions=0",
        "poisson:functions=1.5",
        "poisson:hours=0",
        "azure:invocations=5X",
        "azure:periodic=0.9",
        "diurnal:swing=2"
      })
  void valuesThatMakeNoSenseAreRefusedByName(String specification) {
    var key = specification.substring(specification.indexOf(':') + 1, specification.indexOf('='));

    assertThatThrownBy(() -> Generators.make(specification))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parameter '" + key + "' of generator");
  }

  @Test
  void countsMayBeWrittenShort() {
    assertThat(Generators.make("poisson:functions=1.5k").functions()).hasSize(1_500);
  }
}
