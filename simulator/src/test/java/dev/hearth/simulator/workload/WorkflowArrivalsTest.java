package dev.hearth.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.kernel.Invocation;
import dev.hearth.simulator.workload.GraphWorkflow.Branching;
import dev.hearth.simulator.workload.GraphWorkflow.Edge;
import dev.hearth.simulator.workload.GraphWorkflow.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

class WorkflowArrivalsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Lognormal ONE_SECOND = new Lognormal(SECOND, 0);

  private record Seen(long at, int function, int caller, long durationNanos) {}

  private record Ending(long at, long id) implements Comparable<Ending> {
    @Override
    public int compareTo(Ending other) {
      return Long.compare(at, other.at);
    }
  }

  /** Everything ends after its duration and a delay of its start. */
  private static List<Seen> run(WorkflowSource source, long delayNanos) {
    var seen = new ArrayList<Seen>();
    var endings = new PriorityQueue<Ending>();
    long id = 0;
    while (source.next() != Long.MAX_VALUE || !endings.isEmpty()) {
      if (!endings.isEmpty() && endings.peek().at() <= source.next()) {
        var ending = endings.remove();
        source.ended(ending.id(), ending.at(), true);
      } else {
        var arrival = new Arrival();
        arrival.id = ++id;
        source.take(arrival);
        seen.add(new Seen(arrival.at, arrival.function, arrival.caller, arrival.durationNanos));
        endings.add(new Ending(arrival.at + delayNanos + arrival.durationNanos, id));
      }
    }
    return seen;
  }

  private static Step step(int function, int width, Branching branching, Edge... edges) {
    return new Step(function, width, ONE_SECOND, branching, List.of(edges));
  }

  private static Workflows workload(Workflow workflow, Roots roots, long lengthNanos) {
    return new Workflows("test", List.of(), List.of(workflow), roots, lengthNanos, "");
  }

  private static Workflows once(Step... steps) {
    return workload(
        new GraphWorkflow(List.of(steps), Long.MAX_VALUE), Roots.every(SECOND), 3 * SECOND / 2);
  }

  @Test
  void aStepArrivesWhenTheOneBeforeHasEndedAndNamesItsCaller() {
    var source =
        once(step(7, 1, Branching.EACH, new Edge(1, 1)), step(8, 1, Branching.EACH)).arrivals(1);
    assertThat(run(source, 0))
        .containsExactly(
            new Seen(SECOND, 7, Invocation.NO_CALLER, SECOND), new Seen(2 * SECOND, 8, 7, SECOND));
  }

  @Test
  void aJoinWaitsForEveryMemberOfEveryBranch() {
    var source =
        once(
                step(0, 1, Branching.EACH, new Edge(1, 1), new Edge(2, 1)),
                step(1, 3, Branching.EACH, new Edge(3, 1)),
                step(2, 1, Branching.EACH, new Edge(3, 1)),
                step(3, 1, Branching.EACH))
            .arrivals(1);
    var seen = run(source, 0);
    assertThat(seen).hasSize(6);
    assertThat(seen.getLast())
        .satisfies(
            last -> {
              assertThat(last.function()).isEqualTo(3);
              assertThat(last.at()).isEqualTo(3 * SECOND);
            });
  }

  @Test
  void overheadIsWhatExceedsTheCriticalPath() {
    var source =
        once(step(0, 1, Branching.EACH, new Edge(1, 1)), step(1, 2, Branching.EACH)).arrivals(1);
    run(source, SECOND / 2);
    var measured = source.workflows();
    assertThat(measured.completed()).isEqualTo(1);
    assertThat(measured.overheadNanos()).isEqualTo(SECOND);
    assertThat(measured.startUpShare()).isCloseTo(1.0 / 3, within(1e-9));
  }

  @Test
  void nothingFollowsAFailure() {
    var source =
        once(step(0, 2, Branching.EACH, new Edge(1, 1)), step(1, 1, Branching.EACH)).arrivals(1);
    var arrival = new Arrival();
    for (long id = 1; id <= 2; id++) {
      arrival.id = id;
      source.take(arrival);
    }
    source.ended(1, 2 * SECOND, false);
    source.ended(2, 2 * SECOND, true);
    assertThat(source.next()).isEqualTo(Long.MAX_VALUE);
    assertThat(source.workflows().failed()).isEqualTo(1);
  }

  @Test
  void oneBranchIsTakenWithItsProbabilityAndAnotherAfterTheShift() {
    var steps =
        List.of(
            step(0, 1, Branching.ONE, new Edge(1, 0.8, 0.1), new Edge(2, 0.2, 0.9)),
            step(1, 1, Branching.ONE),
            step(2, 1, Branching.ONE));
    var source =
        workload(new GraphWorkflow(steps, 5_000 * SECOND), Roots.every(SECOND), 10_000 * SECOND)
            .arrivals(3);
    var seen = run(source, 0);
    assertThat(share(seen, 0, 5_000 * SECOND)).isCloseTo(0.8, within(0.03));
    assertThat(share(seen, 5_001 * SECOND, Long.MAX_VALUE)).isCloseTo(0.1, within(0.03));
  }

  private static double share(List<Seen> seen, long from, long to) {
    var children = seen.stream().filter(s -> s.caller() == 0 && s.at() >= from && s.at() < to);
    return children.mapToInt(s -> s.function() == 1 ? 1 : 0).average().orElseThrow();
  }

  @Test
  void whatItIsGivenToDoDoesNotDependOnHowItFares() {
    var workload = Generators.make("workflow:shape=tree,depth=3");
    var quick = run((WorkflowSource) workload.arrivals(5), 0);
    var slow = run((WorkflowSource) workload.arrivals(5), 30 * SECOND);
    assertThat(quick).hasSizeGreaterThan(100);
    assertThat(work(quick)).isEqualTo(work(slow));
    assertThat(work(run((WorkflowSource) workload.arrivals(6), 0))).isNotEqualTo(work(quick));
  }

  private static List<Long> work(List<Seen> seen) {
    return seen.stream().map(Seen::durationNanos).sorted().toList();
  }

  @Test
  void aPhaseBeginsWithANewNumberOfComponents() {
    var workload =
        Generators.make(
            "workflow:shape=phases,depth=4,concurrency=50,weibull=2,every=10m,hours=20");
    var seen = run((WorkflowSource) workload.arrivals(1), 0);
    assertThat(seen.size() / 4.0 / 119).isCloseTo(50 * 0.8862, within(3.0));
  }

  @Test
  void rootsComeWithTheRateOfTheirStep() {
    var roots = new Roots(List.of(10.0, 0.0, 1.0), 1_000 * SECOND, true);
    var workload =
        workload(
            new GraphWorkflow(List.of(step(0, 1, Branching.ONE)), Long.MAX_VALUE),
            roots,
            3_000 * SECOND);
    var seen = run(workload.arrivals(2), 0);
    assertThat(seen.stream().filter(s -> s.at() < 1_000 * SECOND).count())
        .isBetween(9_600L, 10_400L);
    assertThat(seen).noneMatch(s -> s.at() > 1_000 * SECOND && s.at() < 2_000 * SECOND);
    assertThat(seen.stream().filter(s -> s.at() > 2_000 * SECOND).count()).isBetween(900L, 1_100L);
  }

  @Test
  void executionTimesHaveTheirMeanAndVariation() {
    var duration = new Lognormal(2e9, 0.5);
    var random = new java.util.SplittableRandom(1);
    var drawn = java.util.stream.LongStream.generate(() -> duration.draw(random)).limit(50_000);
    var statistics = new org.hipparchus.stat.descriptive.DescriptiveStatistics();
    drawn.forEach(statistics::addValue);
    assertThat(statistics.getMean()).isCloseTo(2e9, within(2e7));
    assertThat(statistics.getStandardDeviation()).isCloseTo(1e9, within(4e7));
  }
}
