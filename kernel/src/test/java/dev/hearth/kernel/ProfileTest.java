package dev.hearth.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.kernel.Profile.Point;
import dev.hearth.kernel.Profile.Source;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProfileTest {
  private static final Profile KNOWN =
      new Profile(
          List.of(
              point(2_000, 0, 4, 60),
              point(1_000, 0, 1, 40),
              point(1_000, 0, 4, 100),
              point(2_000, 0, 1, 20),
              point(2_000, 50, 4, 10)),
          0.5);

  private static Point point(int cpuMillis, int gpuPercent, int rows, long millis) {
    return new Point(cpuMillis, gpuPercent, rows, millis * 1_000_000, Source.MEASURED);
  }

  @Test
  void aKnownConfigurationIsAsItWasMeasured() {
    assertThat(KNOWN.at(2_000, 0, 4)).contains(new Profile.Estimate(60_000_000, Source.MEASURED));
  }

  @Test
  void betweenKnownRowsItIsInterpolatedAndSaysSo() {
    assertThat(KNOWN.at(1_000, 0, 2))
        .contains(new Profile.Estimate(60_000_000, Source.INTERPOLATED));
  }

  @Test
  void betweenKnownCoresItIsInterpolated() {
    assertThat(KNOWN.at(1_500, 0, 2))
        .contains(new Profile.Estimate(46_666_667, Source.INTERPOLATED));
  }

  @Test
  void betweenSharesOfTheAcceleratorOnlyWhereBothSidesAreKnown() {
    assertThat(KNOWN.at(2_000, 25, 4))
        .contains(new Profile.Estimate(35_000_000, Source.INTERPOLATED));
    assertThat(KNOWN.at(2_000, 25, 1)).isEmpty();
  }

  @Test
  void outsideOfWhatIsKnownNothingIsSaid() {
    assertThat(KNOWN.at(1_000, 0, 5)).isEmpty();
    assertThat(KNOWN.at(3_000, 0, 1)).isEmpty();
    assertThat(KNOWN.at(500, 0, 1)).isEmpty();
    assertThat(KNOWN.estimate(0, 8, Resources.of(1_000, 0), 0)).isEqualTo(-1);
  }

  @Test
  void runsBesideItMakeItSlower() {
    assertThat(KNOWN.estimate(0, 4, Resources.of(2_000, 0), 2)).isEqualTo(120_000_000);
  }

  @Test
  void aPointTakesThePlaceOfTheOneBeforeIt() {
    var changed = KNOWN.with(point(1_000, 0, 1, 30));
    assertThat(changed.points()).hasSameSizeAs(KNOWN.points());
    assertThat(changed.at(1_000, 0, 1).orElseThrow().nanos()).isEqualTo(30_000_000);
  }

  @Test
  void twoPointsForOneConfigurationAreRefused() {
    assertThatThrownBy(() -> new Profile(List.of(point(1, 0, 1, 1), point(1, 0, 1, 2)), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two points");
  }

  @Test
  void writtenAndReadItIsTheSame() {
    var profiles = new TreeMap<String, Profile>();
    profiles.put("a", KNOWN.with(new Point(500, 0, 1, 80_000_000, Source.COMPOSED)));
    profiles.put("b", new Profile(List.of(point(1_000, 0, 1, 7)), 0));
    assertThat(ProfileTable.parse(ProfileTable.format(profiles), 1_500)).isEqualTo(profiles);
  }

  @Test
  void runsThatWereGivenUpAreLeftOut() {
    var read = ProfileTable.parse(List.of("m 2 10 1 60.000000", "m 2 10 8 1501"), 1_500);
    assertThat(read.values())
        .singleElement()
        .extracting(profile -> profile.points().size())
        .isEqualTo(1);
  }

  @Test
  void aLineThatCannotBeReadIsNamed() {
    assertThatThrownBy(() -> ProfileTable.parse(List.of("# all well", "m 2 10 x 60"), 1_500))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("m 2 10 x 60");
  }
}
