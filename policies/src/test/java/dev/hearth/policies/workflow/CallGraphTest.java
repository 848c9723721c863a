package dev.hearth.policies.workflow;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CallGraphTest {
  private static void end(CallGraph graph, int caller, int... callees) {
    graph.ended(caller, 1, 1_000);
    for (int callee : callees) {
      graph.called(caller, callee);
    }
  }

  /** Weights 1 and 2 of 3: the newer of two observations counts double where half is forgotten. */
  @Test
  void aBranchsProbabilityIsAMovingAverage() {
    var graph = new CallGraph(0.5);
    end(graph, 0, 1);
    end(graph, 0, 2);
    assertThat(graph.mean(0, 1)).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(graph.mean(0, 2)).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(requireNonNull(graph.likeliest(0)).function).isEqualTo(2);
  }

  @Test
  void aLongPastNeitherOverflowsNorStays() {
    var graph = new CallGraph(0.1);
    for (int i = 0; i < 20_000; i++) {
      end(graph, 0, 1);
    }
    assertThat(graph.mean(0, 1)).isCloseTo(1, within(1e-9));
    for (int i = 0; i < 100; i++) {
      end(graph, 0, 2);
    }
    assertThat(graph.mean(0, 1)).isLessThan(1e-4);
    assertThat(graph.mean(0, 2)).isCloseTo(1, within(1e-4));
  }

  @Test
  void withoutForgettingMeansAreShares() {
    var graph = new CallGraph(0);
    for (int i = 0; i < 4; i++) {
      end(graph, 0, i == 0 ? 2 : 1);
    }
    assertThat(graph.mean(0, 1)).isEqualTo(0.75);
    assertThat(requireNonNull(graph.likeliest(0)).function).isEqualTo(1);
  }

  @Test
  void theLeastFrequentCalleeMakesWay() {
    var graph = new CallGraph(0);
    for (int callee = 1; callee <= CallGraph.MOST_CALLEES; callee++) {
      end(graph, 0, callee);
      end(graph, 0, callee == 7 ? 8 : callee);
    }
    end(graph, 0, 99);
    assertThat(graph.callees(0)).hasSize(CallGraph.MOST_CALLEES);
    assertThat(graph.mean(0, 7)).isZero();
    assertThat(graph.mean(0, 99)).isPositive();
  }

  @Test
  void aFanOutAndItsJoinVisitEachFunctionAsOftenAsTheyInvokeIt() {
    var graph = new CallGraph(0);
    end(graph, 0, 1, 1, 1, 1);
    for (int i = 0; i < 3; i++) {
      end(graph, 1);
    }
    end(graph, 1, 2);
    var reach = Reach.of(graph, 0);
    assertThat(reach.size()).isEqualTo(3);
    assertThat(reach.visits(1)).isEqualTo(4);
    assertThat(reach.function(2)).isEqualTo(2);
    assertThat(reach.visits(2)).isEqualTo(1);
  }

  @Test
  void aJoinOfBranchesComesAfterAllOfThem() {
    var graph = new CallGraph(0);
    end(graph, 0, 1, 3);
    end(graph, 1, 2);
    end(graph, 2, 3);
    var reach = Reach.of(graph, 0);
    assertThat(reach.function(3)).isEqualTo(3);
    assertThat(reach.visits(3)).isEqualTo(2);
    assertThat(reach.probability(3)).isEqualTo(1);
    assertThat(reach.callers(3)).containsExactly(0, 2);
  }

  @Test
  void aCircleEnds() {
    var graph = new CallGraph(0);
    end(graph, 0, 1);
    end(graph, 1, 0);
    assertThat(Reach.of(graph, 0).size()).isEqualTo(2);
  }
}
