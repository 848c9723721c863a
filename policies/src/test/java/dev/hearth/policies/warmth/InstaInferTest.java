package dev.hearth.policies.warmth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstaInferTest {
  private static final long MINUTE = 60 * Stage.SECOND;

  private final Stage stage =
      new Stage(
          Resources.of(8_000, 16L << 30),
          Stage.whole(
              "instainfer", Map.of("p-load", "0.06", "p-off", "0.94", "keep-alive", "60s")));

  @Test
  void loadingAndUnloadingFollowTheExponentialDistribution() {
    double perNano = 0.5 / MINUTE;
    assertThat(ArrivalHistory.nanosUntil(0.06, perNano) / 1e9).isCloseTo(7.4, within(0.05));
    assertThat(ArrivalHistory.nanosUntil(0.94, perNano) / 6e10).isCloseTo(5.6, within(0.05));
  }

  @Test
  void withTenGapsOrFewerNothingIsPredicted() {
    var history = new ArrivalHistory();
    for (int i = 0; i <= 10; i++) {
      history.arrived(i * MINUTE);
    }
    assertThat(history.known()).isFalse();
    history.arrived(11 * MINUTE);
    assertThat(history.ratePerNano()).isCloseTo(1.0 / MINUTE, within(1e-18));
  }

  @Test
  void packingSavesTheMostThatFits() {
    long grain = Packing.GRAIN;
    var large = new Packing.Model(1, 6 * grain, 10);
    var middle = new Packing.Model(2, 5 * grain, 7);
    var small = new Packing.Model(3, 5 * grain, 7);
    var placed =
        Packing.pack(List.of(large, middle, small), List.of(new Packing.Room(9, 10 * grain)));
    assertThat(placed).extracting(Packing.Placed::model).containsExactly(middle, small);
  }

  /** Function 1 comes once a minute and leaves nothing warm; function 0 idles. */
  private void learn() {
    stage.startNanos = 500 * Stage.MILLI;
    stage.deploy(0, Stage.configuration(1000, 512, 1));
    stage.deploy(1, Stage.configuration(1000, 256, 1));
    for (int i = 0; i < 13; i++) {
      stage.serve(1, 10 * Stage.MILLI, Usage.UNKNOWN);
      stage.advance(2 * MINUTE);
      stage.serve(0, 10 * Stage.MILLI, Usage.UNKNOWN);
    }
  }

  private int idleInstanceOf(int function) {
    return stage.kernel.view().poolOf(function).instances().getFirst().id();
  }

  @Test
  void anExpectedModelIsLoadedIntoAnIdleInstanceOfAnotherFunction() {
    learn();
    int host = idleInstanceOf(0);
    stage.advance(20 * Stage.SECOND);
    assertThat(stage.changes)
        .anySatisfy(
            told -> {
              assertThat(told.instance()).isEqualTo(host);
              assertThat(told.what()).isEqualTo(new Change.Load(1, 256 * Stage.MIB));
            });
  }

  @Test
  void aStartTakesOverTheInstanceThatHoldsItsModel() {
    learn();
    int host = idleInstanceOf(0);
    stage.advance(20 * Stage.SECOND);
    int started = stage.told(Change.Create.class).size();
    stage.submit(1);
    assertThat(stage.changes.getLast())
        .extracting(Stage.Told::instance, Stage.Told::what)
        .containsExactly(host, new Change.Bind(1));
    assertThat(stage.told(Change.Create.class)).hasSize(started);
    assertThat(stage.lastRun().instance()).isEqualTo(host);
  }
}
