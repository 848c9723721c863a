package dev.hearth.policies.asyfunc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.policies.asyfunc.Cover.Kind;
import dev.hearth.policies.fake.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoverTest {
  private static Kind kind(int function, double gain, double cost, int most) {
    return new Kind(function, Stage.configuration(1_000, 1, 8), gain, cost, most);
  }

  private static List<Integer> cover(double rate, Kind... kinds) {
    return Cover.of(rate, List.of(kinds), 10).stream().map(Kind::function).toList();
  }

  @Test
  void whatGainsMostForItsCostComesFirst() {
    assertThat(cover(90, kind(1, 50, 100, 9), kind(2, 40, 20, 9))).containsExactly(2, 2, 2);
  }

  @Test
  void oneThatIsEnoughAndCheaperStandsForSeveral() {
    assertThat(cover(45, kind(1, 50, 15, 9), kind(2, 40, 10, 9))).containsExactly(1);
    assertThat(cover(45, kind(2, 40, 10, 1), kind(3, 10, 9, 9))).containsExactly(2, 3);
  }

  @Test
  void noMoreAreTakenThanThereAre() {
    assertThat(cover(1_000, kind(1, 10, 1, 2))).containsExactly(1, 1);
    assertThat(cover(1_000, kind(1, 0, 1, 2))).isEmpty();
    assertThat(cover(0, kind(1, 10, 1, 2))).isEmpty();
  }
}
