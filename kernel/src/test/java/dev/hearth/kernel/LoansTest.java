package dev.hearth.kernel;

import static dev.hearth.kernel.Deployment.function;
import static dev.hearth.kernel.Scene.MS;
import static dev.hearth.kernel.Scene.S;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.FakeWorld.Effect;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Run 1 uses 400 of its 1000 m; run 2 asks for a loan of it that expires after a second. */
class LoansTest {
  @Test
  void loanOfUnusedReservationIsGranted() {
    var scene = lending(500);

    assertThat(scene.run(2).grant().totalCpuMillis()).isEqualTo(1_500);
  }

  @Test
  void loanOfMoreThanTheLenderLeavesIsNotGranted() {
    var scene = lending(601);

    assertThat(scene.run(2).grant().loans()).isEmpty();
  }

  @Test
  void whatIsLentIsNotLentTwice() {
    var scene = lending(500).submit(3).created();

    assertThat(scene.run(3).grant().loans()).isEmpty();
  }

  @Test
  void loanEndsWithItsLender() {
    var scene = lending(500).ends(1);

    assertThat(regrantsOf(scene, 2)).containsExactly(1_000);
  }

  @Test
  void loanEndsWhenItExpires() {
    var scene = lending(500).at(S - 1);
    assertThat(regrantsOf(scene, 2)).isEmpty();

    assertThat(regrantsOf(scene.at(S), 2)).containsExactly(1_000);
  }

  @Test
  void loanEndsWithItsBorrower() {
    var scene = lending(500).ends(2).submit(3);

    assertThat(scene.run(3).grant().totalCpuMillis()).isEqualTo(1_500);
  }

  @Test
  void loanOfARunThatEndedIsNotGranted() {
    var scene = scene(500).submit(1, 2).answer(1, Result.DONE).ends(1).answer(2, Result.DONE);

    assertThat(scene.run(2).grant().loans()).isEmpty();
  }

  @Test
  void lenderCannotTakeBackByARegrantWhatItHasLent() {
    var scene = lending(500);
    var refused =
        scene.kernel().loans.regrant(scene.run(1).run(), Grant.whole(Resources.of(600, 0)));

    assertThat(refused)
        .isEqualTo(
            "what run %d has lent and its grant exceed its reservation"
                .formatted(scene.run(1).run()));
  }

  @Test
  void endedSliceReturnsARunToTheDefaultClass() {
    var first = new Grant(1_000, 100, CpuClass.FIFO, 5 * MS, List.of());
    var scene =
        Scene.of(function(0))
            .policy(Role.ALLOCATION, (AllocationPolicy) (_, _, _) -> first)
            .submit(1)
            .created()
            .at(5 * MS);

    assertThat(scene.world.all(Effect.Regranted.class))
        .containsExactly(
            new Effect.Regranted(scene.run(1).run(), first.withCpuClass(CpuClass.DEFAULT, 0)));
  }

  @Test
  void runThatEndsBeforeItsSliceIsNotRegranted() {
    var first = new Grant(1_000, 100, CpuClass.FIFO, 5 * MS, List.of());
    var scene =
        Scene.of(function(0))
            .policy(Role.ALLOCATION, (AllocationPolicy) (_, _, _) -> first)
            .submit(1)
            .created()
            .ends(1)
            .at(S);

    assertThat(scene.world.all(Effect.Regranted.class)).isEmpty();
  }

  private static Scene lending(int cpuMillis) {
    return scene(cpuMillis).submit(1, 2).created();
  }

  private static Scene scene(int cpuMillis) {
    return Scene.of(function(0)).policy(Role.ALLOCATION, new Borrowing(cpuMillis));
  }

  private static List<Integer> regrantsOf(Scene scene, int run) {
    return scene.world.all(Effect.Regranted.class).stream()
        .filter(each -> each.run() == scene.run(run).run())
        .map(each -> each.grant().totalCpuMillis())
        .toList();
  }

  /** The first run gets 400 m; the others all of theirs and a loan of the first. */
  private static final class Borrowing implements AllocationPolicy {
    private final int cpuMillis;
    private long first;

    Borrowing(int cpuMillis) {
      this.cpuMillis = cpuMillis;
    }

    @Override
    public Grant grant(long now, RunView run, View view) {
      if (first == 0) {
        first = run.id();
        return new Grant(400, 100, CpuClass.DEFAULT, 0, List.of());
      }
      var loan = new Loan(first, cpuMillis, 0, S);
      return new Grant(1_000, 100, CpuClass.DEFAULT, 0, List.of(loan));
    }
  }
}
