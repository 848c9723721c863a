package dev.hearth.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CoRunningTest {
  private static final double NONE = 0;

  private final EventQueue events = new EventQueue();
  private final List<String> ends = new ArrayList<>();

  private CoRunning on(double cores) {
    return new CoRunning(events, cores, run -> ends.add(run + " at " + events.now()));
  }

  private void runOut() {
    while (!events.isEmpty()) {
      events.step();
    }
  }

  @Test
  void aRunAloneTakesItsTime() {
    on(2).begin(1, 100, 1, 0.5);
    runOut();
    assertThat(ends).containsExactly("1 at 100");
  }

  @Test
  void runsSlowEachOtherDownOnlyWhileTheyOverlap() {
    var node = on(2);
    node.begin(1, 100, 1, 0.5);
    events.at(50, () -> node.begin(2, 100, 1, 0.5));
    runOut();
    assertThat(ends).containsExactly("1 at 125", "2 at 175");
  }

  @Test
  void moreThreadsThanCoresShareThemFairly() {
    var node = on(2);
    node.begin(1, 100, 1, NONE);
    node.begin(2, 100, 1, NONE);
    node.begin(3, 200, 1, NONE);
    runOut();
    assertThat(ends).containsExactly("1 at 150", "2 at 150", "3 at 250");
  }

  @Test
  void contentionCountsNoMoreOtherCoresThanTheNodeHas() {
    var node = on(2);
    for (int run = 1; run <= 4; run++) {
      node.begin(run, 100, 1, 0.5);
    }
    runOut();
    assertThat(ends).containsExactly("1 at 300", "2 at 300", "3 at 300", "4 at 300");
  }

  @Test
  void aRunThatQuitsLetsTheOthersGoFaster() {
    var node = on(2);
    node.begin(1, 100, 1, 1);
    node.begin(2, 100, 1, 1);
    events.at(100, () -> node.quit(2));
    runOut();
    assertThat(ends).containsExactly("1 at 150");
    assertThat(node.wanted()).isZero();
  }

  @Test
  void whatElseKeepsCoresBusySlowsRunsDown() {
    var node = on(2);
    node.begin(1, 100, 1, 0.5);
    node.beside(1);
    events.at(75, () -> node.beside(-1));
    runOut();
    assertThat(ends).containsExactly("1 at 125");
  }

  @Test
  void anEndMayBeginTheNextRun() {
    var begun = new ArrayList<CoRunning>();
    var node =
        new CoRunning(
            events,
            1,
            run -> {
              ends.add(run + " at " + events.now());
              if (run < 3) {
                begun.getFirst().begin(run + 1, 100, 1, NONE);
              }
            });
    begun.add(node);
    node.begin(1, 100, 1, NONE);
    runOut();
    assertThat(ends).containsExactly("1 at 100", "2 at 200", "3 at 300");
  }
}
