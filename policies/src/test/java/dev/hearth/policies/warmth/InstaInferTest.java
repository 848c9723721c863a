package dev.hearth.policies.warmth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.FakeView;
import dev.hearth.policies.fake.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstaInferTest {
  private static final long MINUTE = 60 * Stage.SECOND;

  private Stage stage = stage("0.94");

  private static Stage stage(String offChance) {
    return new Stage(
        Resources.of(8_000, 16L << 30),
        Stage.whole(
            "instainfer", Map.of("p-load", "0.06", "p-off", offChance, "keep-alive", "60s")));
  }

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

  /**
   * λ is one in two minutes: T_off = -ln(1 - 0.7) · 2 min = 2 min 24.5 s after the last arrival.
   */
  @Test
  void aModelIsUnloadedOnceItsArrivalIsUnlikely() {
    stage = stage("0.7");
    learn();
    stage.advance(20 * Stage.SECOND);
    var host = stage.kernel.view().instance(idleInstanceOf(0));
    assertThat(host.loaded()).containsExactly(1);
    stage.advance(6 * Stage.SECOND);
    assertThat(host.loaded()).isEmpty();
  }

  /** λ is one in two minutes: 7.4 s and 5.6 min, see above. */
  @Test
  void aModelIsWantedBetweenItsTwoInstants() {
    var view = new FakeView();
    view.pool(1);
    var demands = new Demands(0.06, 0.94);
    for (int i = 0; i <= 12; i++) {
      demands.arrived(1, 2 * MINUTE * i);
    }
    long last = 24 * MINUTE;
    demands.update(last + 7 * Stage.SECOND, view);
    assertThat(demands.wanted()).isEmpty();
    assertThat((demands.nextChange() - last) / 1e9).isCloseTo(7.4, within(0.05));
    demands.update(last + 8 * Stage.SECOND, view);
    assertThat(demands.wanted()).containsExactly(1);
    assertThat((demands.nextChange() - last) / 6e10).isCloseTo(5.6, within(0.05));
    demands.update(last + 338 * Stage.SECOND, view);
    assertThat(demands.wanted()).isEmpty();
  }

  @Test
  void whatAnInstanceHoldsIsDroppedWhenItsOwnFunctionRunsAndGoesElsewhere() {
    learn();
    stage.deploy(2, Stage.configuration(1000, 512, 1));
    int host = idleInstanceOf(0);
    stage.advance(20 * Stage.SECOND);
    stage.serve(2, 10 * Stage.MILLI, Usage.UNKNOWN);
    stage.submit(0);
    stage.tick();
    assertThat(stage.told(Change.Unload.class)).containsExactly(new Change.Unload(1));
    stage.advance(2 * Stage.SECOND);
    assertThat(stage.changes.getLast().instance()).isNotEqualTo(host);
    assertThat(stage.changes.getLast().what()).isEqualTo(new Change.Load(1, 256 * Stage.MIB));
  }

  @Test
  void aPackingTakesNoMoreModelsThanItsBound() {
    long grain = Packing.GRAIN;
    var models = new ArrayList<Packing.Model>();
    for (int i = 0; i < 2 * Packing.MOST; i++) {
      models.add(new Packing.Model(i, grain, i));
    }
    var placed = Packing.pack(models, List.of(new Packing.Room(1, 1_000 * grain)));
    assertThat(placed).hasSize(Packing.MOST);
    assertThat(placed)
        .allSatisfy(
            each -> assertThat(each.model().function()).isGreaterThanOrEqualTo(Packing.MOST));
  }

  @Test
  void roomierInstancesArePackedFirst() {
    long grain = Packing.GRAIN;
    var model = new Packing.Model(1, 2 * grain, 5);
    var placed =
        Packing.pack(
            List.of(model),
            List.of(new Packing.Room(3, 2 * grain), new Packing.Room(4, 8 * grain)));
    assertThat(placed).containsExactly(new Packing.Placed(4, model));
  }
}
