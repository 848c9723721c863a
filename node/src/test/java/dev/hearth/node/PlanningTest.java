package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.functions.account.Prices;
import dev.hearth.kernel.Inputs;
import dev.hearth.kernel.Plan;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.Planner;
import dev.hearth.node.console.Tallies;
import dev.hearth.node.function.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlanningTest {
  private static final long BUDGET = 1_000_000_000;
  private static final Plan GOOD = new Plan(true, List.of(1.0));

  /** Time goes by when the test says so. */
  private static final class ManualLoop implements EventLoop {
    private final LinkedBlockingQueue<Runnable> posted = new LinkedBlockingQueue<>();
    private final List<Runnable> due = new ArrayList<>();
    private volatile long now;

    /** Waits for what another thread posts. */
    void turn() {
      try {
        var work = posted.poll(20, TimeUnit.SECONDS);
        assertThat(work).as("something posted").isNotNull();
        work.run();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    void passBudget() {
      now = now + BUDGET + 1;
      due.forEach(Runnable::run);
      due.clear();
    }

    @Override
    public long now() {
      return now;
    }

    @Override
    public long instant() {
      return now;
    }

    @Override
    public Inputs inputs() {
      throw new AssertionError("no kernel here");
    }

    @Override
    public void post(Runnable work) {
      posted.add(work);
    }

    @Override
    public boolean isCurrent() {
      return true;
    }

    @Override
    public void schedule(long delayNanos, Runnable work) {
      due.add(work);
    }
  }

  private record Planted(String id, Function<BooleanSupplier, Plan> thought) implements Planner {
    @Override
    public Plan plan(PlanRequest request) {
      return plan(request, () -> false);
    }

    @Override
    public Plan plan(PlanRequest request, BooleanSupplier cancelled) {
      return thought.apply(cancelled);
    }
  }

  private final CountDownLatch began = new CountDownLatch(1);
  private final CountDownLatch letGo = new CountDownLatch(1);
  private final ManualLoop loop = new ManualLoop();
  private final NodeMetrics metrics =
      new NodeMetrics(new Tallies(() -> 0, () -> 0, Prices.ASSUMED));
  private final List<Plan> answers = new ArrayList<>();
  private final Planning planning =
      new Planning(
          loop,
          List.of(
              new Planted("good", _ -> GOOD),
              new Planted("clueless", _ -> Plan.NONE),
              new Planted("broken", _ -> raise(new IllegalStateException("planted"))),
              new Planted("deep", _ -> raise(new StackOverflowError("planted"))),
              new Planted("endless", this::untilCancelled),
              new Planted("asleep", _ -> untilInterrupted()),
              new Planted("deaf", _ -> untilLetGo())),
          metrics);

  @AfterEach
  void end() {
    letGo.countDown();
    planning.close();
  }

  private static Plan raise(Throwable planted) {
    if (planted instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) planted;
  }

  private Plan untilCancelled(BooleanSupplier cancelled) {
    began.countDown();
    while (!cancelled.getAsBoolean()) {
      Thread.onSpinWait();
    }
    return GOOD;
  }

  private Plan untilInterrupted() {
    began.countDown();
    try {
      Thread.sleep(TimeUnit.HOURS.toMillis(1));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return GOOD;
  }

  private Plan untilLetGo() {
    began.countDown();
    while (letGo.getCount() > 0) {
      Thread.onSpinWait();
    }
    return GOOD;
  }

  private void ask(String planner) {
    planning.ask(new PlanRequest(planner, 0, List.of(), 0, BUDGET), answers::add);
  }

  private void begun() {
    try {
      assertThat(began.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void assertCounted(String planner, String outcome, int times) {
    assertThat(metrics.text())
        .contains(
            "hearth_planner_plans_total{outcome=\"%s\",planner=\"%s\"} %d.0"
                .formatted(outcome, planner, times))
        .contains("hearth_planner_plan_seconds_count{planner=\"%s\"}".formatted(planner));
  }

  @Test
  void aPlanIsAnsweredOnTheLoop() {
    ask("good");
    assertThat(answers).isEmpty();
    loop.turn();
    assertThat(answers).containsExactly(GOOD);
    assertCounted("good", "found", 1);
  }

  @Test
  void aPlannerThatKnowsNoneIsNoFailure() {
    ask("clueless");
    loop.turn();
    assertThat(answers).containsExactly(Plan.NONE);
    assertCounted("clueless", "none", 1);
  }

  @Test
  void whateverAPlannerThrowsIsAnsweredAndCounted() {
    ask("broken");
    loop.turn();
    ask("broken");
    loop.turn();
    ask("deep");
    loop.turn();
    assertThat(answers).containsExactly(Plan.NONE, Plan.NONE, Plan.NONE);
    assertCounted("broken", "failed", 2);
    assertCounted("deep", "failed", 1);
  }

  @Test
  void aPlannerThatIsNotKnownIsAFailure() {
    ask("nobody");
    loop.turn();
    assertThat(answers).containsExactly(Plan.NONE);
    assertCounted("nobody", "failed", 1);
  }

  @Test
  void anEndlessPlannerIsGivenUpWithItsBudgetAndLeavesItsThread() {
    ask("endless");
    begun();
    loop.passBudget();
    assertThat(answers).containsExactly(Plan.NONE);
    assertThat(planning.overdue()).isOne();
    loop.turn();
    assertThat(planning.overdue()).isZero();
    assertThat(answers).hasSize(1);
    assertCounted("endless", "late", 1);
  }

  @Test
  void aPlannerThatSleepsIsInterrupted() {
    ask("asleep");
    begun();
    loop.passBudget();
    loop.turn();
    assertThat(planning.overdue()).isZero();
    assertCounted("asleep", "late", 1);
  }

  @Test
  void aPlanThatComesAfterItsBudgetIsNone() {
    ask("deaf");
    begun();
    letGo.countDown();
    loop.now = loop.now + BUDGET + 1;
    loop.turn();
    assertThat(answers).containsExactly(Plan.NONE);
    assertCounted("deaf", "late", 1);
  }

  @Test
  void aPlannerThatDoesNotLetGoIsAskedNothingMoreAndOthersAre() {
    ask("deaf");
    begun();
    loop.passBudget();
    ask("deaf");
    loop.turn();
    assertCounted("deaf", "refused", 1);
    ask("good");
    loop.turn();
    assertThat(answers).containsExactly(Plan.NONE, Plan.NONE, GOOD);
    letGo.countDown();
    loop.turn();
    ask("deaf");
    loop.turn();
    assertThat(answers.getLast()).isEqualTo(GOOD);
  }

  @Test
  void questionsThatWaitAreBounded() {
    for (int i = 0; i < 100; i++) {
      ask("deaf");
    }
    for (int i = 0; i < 82; i++) {
      loop.turn();
    }
    assertThat(answers).hasSize(82);
    assertCounted("deaf", "refused", 82);
  }
}
