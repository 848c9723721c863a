package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficTest {
  private static final List<Integer> SERVED = List.of(1, 2, 3);

  private static Traffic of(int... sharesOfOneTwoThree) {
    var percents = new TreeMap<Integer, Integer>();
    for (int i = 0; i < sharesOfOneTwoThree.length; i++) {
      percents.put(i + 1, sharesOfOneTwoThree[i]);
    }
    return Traffic.asked(percents, SERVED);
  }

  @Test
  void aVersionThatIsNotNamedGetsNothing() {
    assertThat(Traffic.asked(Map.of(2, 100), SERVED)).isEqualTo(of(0, 100, 0));
    assertThat(of(0, 100, 0).percent(1)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "90, 5, 0, '95 %'",
    "90, 20, 0, '110 %'",
    "0, 0, 0, '0 %'",
    "-10, 110, 0, 'version 1'",
  })
  void sharesThatAreNoneAreRefused(int one, int two, int three, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(one, two, three))
        .withMessageContaining(reason);
  }

  @Test
  void anUnknownVersionIsRefusedWithThoseThatAreServed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Traffic.asked(Map.of(7, 100), SERVED))
        .withMessage("there is no version 7; served: 1, 2, 3");
  }

  @Test
  void theOthersKeepTheirProportions() {
    assertThat(of(90, 10).with(3, 10)).isEqualTo(of(81, 9, 10));
    assertThat(of(50, 50).with(3, 33)).isEqualTo(of(34, 33, 33));
    assertThat(of(99, 1).with(3, 90)).isEqualTo(of(10, 0, 90));
    assertThat(of(90, 10).with(3, 0)).isEqualTo(of(90, 10));
    assertThat(of(90, 10).with(3, 100)).isEqualTo(of(0, 0, 100));
    assertThat(of(90, 10).with(2, 50)).isEqualTo(of(50, 50));
  }

  @Test
  void whatIsLeftOfTheVersionsSharesEverything() {
    assertThat(of(60, 30, 10).among(List.of(2, 3))).contains(of(0, 75, 25));
    assertThat(of(100).among(List.of(2, 3))).isEmpty();
  }

  @Test
  void theNewestOfTheLargestIsInForce() {
    assertThat(of(90, 10).inForce()).isEqualTo(1);
    assertThat(of(50, 50).inForce()).isEqualTo(2);
  }

  @Test
  void everyHundredRequestsAreSharedOutExactly() {
    var split = new TrafficSplit(of(81, 9, 10));
    for (int round = 0; round < 3; round++) {
      var counts = new TreeMap<Integer, Integer>();
      IntStream.range(0, 100).forEach(_ -> counts.merge(split.next(), 1, Integer::sum));
      assertThat(counts).isEqualTo(Map.of(1, 81, 2, 9, 3, 10));
    }
  }

  @Test
  void theSmallShareIsSpreadOut() {
    var split = new TrafficSplit(of(90, 10));
    var choices = new ArrayList<Integer>();
    IntStream.range(0, 100).forEach(_ -> choices.add(split.next()));
    for (int start = 0; start < 100; start += 10) {
      assertThat(choices.subList(start, start + 10)).containsOnlyOnce(2);
    }
  }

  @Test
  void aKeyIsAlwaysAnsweredByTheSameVersion() {
    var split = new TrafficSplit(of(50, 50));
    int first = split.of("alice");
    IntStream.range(0, 10).forEach(_ -> split.next());
    assertThat(split.of("alice")).isEqualTo(first);
    assertThat(new TrafficSplit(of(50, 50)).of("alice")).isEqualTo(first);
  }

  @Test
  void keysAreSharedOutRoughlyAsAsked() {
    var split = new TrafficSplit(of(90, 10));
    long second = IntStream.range(0, 10_000).filter(user -> split.of("user-" + user) == 2).count();
    assertThat(second).isBetween(800L, 1_200L);
  }
}
