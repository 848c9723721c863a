package dev.hearth.policies.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.InstanceState;
import dev.hearth.kernel.Proposal;
import dev.hearth.kernel.Suite;
import dev.hearth.policies.fake.FakeInstance;
import dev.hearth.policies.fake.FakePool;
import dev.hearth.policies.fake.FakeView;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class XanaduTest {
  private final FakeView view = new FakeView();
  private final Xanadu xanadu = xanadu(Map.of());
  private final Told told = new Told(xanadu, view);

  private static Xanadu xanadu(Map<String, String> set) {
    return (Xanadu)
        Xanadu.SUITE
            .factory()
            .create(new TreeMap<>(set), new Suite.Context(new SplittableRandom(1)));
  }

  @BeforeEach
  void fourFunctions() {
    for (int function = 0; function < 4; function++) {
      view.pool(function);
    }
  }

  /** 0 runs 3 s, 1 and 2 run 1 s; starts take 2 s. */
  private void workflow(Told to, double at, int... path) {
    to.root(at, path[0]);
    for (int i = 0; i < path.length; i++) {
      to.ready(at, path[i], 2);
      to.ended(at, path[i], path[i] == 0 ? 3 : 1);
      if (i + 1 < path.length) {
        to.call(at, path[i], path[i + 1]);
      }
    }
  }

  private static Proposal.Start start(int function) {
    return new Proposal.Start(function, FakeInstance.configuration(1, 1), 1);
  }

  /**
   * At 100 s nothing is warm: 0 begins at 102 s and ends at 105 s, when 1 is called, whose start
   * takes 2 s; 1 ends at 106 s.
   */
  @Test
  void eachFunctionOfThePathIsStartedAColdStartBeforeItIsCalled() {
    workflow(told, 0, 0, 1, 2);
    told.root(100, 0);
    assertThat(xanadu.nextWake()).isEqualTo(Told.nanos(103));
    assertThat(xanadu.wake(Told.nanos(103), view)).containsExactly(start(1));
    assertThat(xanadu.nextWake()).isEqualTo(Told.nanos(104));
    assertThat(xanadu.wake(Told.nanos(104), view)).containsExactly(start(2));
  }

  @Test
  void atOnceEverythingOnThePathIsStartedWithTheWorkflow() {
    var eager = xanadu(Map.of("start", "at-once"));
    var also = new Told(eager, view);
    workflow(also, 0, 0, 1, 2);
    also.root(100, 0);
    assertThat(eager.wake(Told.nanos(100), view)).containsExactly(start(1), start(2));
  }

  @Test
  void aCallThatComesCorrectsWhatFollows() {
    workflow(told, 0, 0, 1, 2);
    told.root(100, 0);
    xanadu.wake(Told.nanos(103), view);
    view.pools.get(1).instances.add(new FakeInstance(9, 1));
    told.call(103.5, 0, 1);
    assertThat(xanadu.nextWake()).isEqualTo(Told.nanos(103.5));
    assertThat(xanadu.wake(Told.nanos(103.5), view)).containsExactly(start(2));
  }

  @Test
  void aMispredictionStopsWhatWasStartedAndPlansAnew() {
    workflow(told, 0, 0, 1);
    workflow(told, 10, 0, 1);
    workflow(told, 20, 0, 2, 3);
    told.root(100, 0);
    assertThat(xanadu.wake(Told.nanos(103), view)).containsExactly(start(1));
    var useless = new FakeInstance(9, 1);
    view.pools.get(1).instances.add(useless);
    told.call(105, 0, 2);
    assertThat(xanadu.wake(Told.nanos(105), view)).containsExactly(new Proposal.Stop(9));
    assertThat(xanadu.wake(Told.nanos(106), view)).containsExactly(start(3));
  }

  @Test
  void aWarmInstanceIsNotStartedAgain() {
    workflow(told, 0, 0, 1);
    view.pools.get(1).instances.add(new FakeInstance(9, 1));
    told.root(100, 0);
    assertThat(xanadu.wake(Told.nanos(103), view)).isEmpty();
  }

  @Test
  void whatNeverCameIsStoppedWhenPatienceEnds() {
    workflow(told, 0, 0, 1);
    told.root(100, 0);
    xanadu.wake(Told.nanos(103), view);
    var waiting = new FakeInstance(9, 1);
    view.pools.get(1).instances.add(waiting);
    assertThat(xanadu.keepUntil(Told.nanos(105), waiting, view)).isEqualTo(Told.nanos(115));
    assertThat(xanadu.nextWake()).isEqualTo(Told.nanos(115));
    assertThat(xanadu.wake(Told.nanos(115), view)).containsExactly(new Proposal.Stop(9));
    assertThat(xanadu.keepUntil(Told.nanos(115), waiting, view)).isEqualTo(Told.nanos(115));
  }

  @Test
  void aFanOutIsStartedInItsWidth() {
    told.root(0, 0);
    told.ready(0, 1, 2);
    told.ended(3, 0, 3);
    for (int i = 0; i < 3; i++) {
      told.call(3, 0, 1);
    }
    told.root(100, 0);
    assertThat(xanadu.wake(Told.nanos(101), view))
        .containsExactly(new Proposal.Start(1, FakeInstance.configuration(1, 1), 3));
  }

  @Test
  void noMoreIsExpectedAtATimeThanIsAllowed() {
    var bounded = xanadu(Map.of("open", "1"));
    var also = new Told(bounded, view);
    workflow(also, 0, 0, 1);
    also.root(100, 0);
    also.root(100, 0);
    assertThat(bounded.wake(Told.nanos(103), view)).containsExactly(start(1));
  }

  @Test
  void whatStartsForNothingIsStoppedToo() {
    workflow(told, 0, 0, 1);
    workflow(told, 10, 0, 1);
    workflow(told, 20, 0, 2);
    told.root(100, 0);
    xanadu.wake(Told.nanos(103), view);
    var pool = new FakePool(1);
    view.pools.set(1, pool);
    var starting = new FakeInstance(9, 1);
    starting.idle = false;
    starting.state = new InstanceState.Starting(Told.nanos(103));
    pool.instances.add(starting);
    pool.starting = 1;
    told.call(104, 0, 2);
    assertThat(xanadu.wake(Told.nanos(104), view)).contains(new Proposal.Stop(9));
  }
}
