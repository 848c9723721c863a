package dev.hearth.node.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.node.graph.GraphNode.Router;
import dev.hearth.node.graph.StepMeasures.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SplitRecommenderTest {
  private static PipelineHistory split(String name, String... steps) {
    List<GraphStep> all = new ArrayList<>();
    for (String step : steps) {
      boolean later = !all.isEmpty();
      var target = new Target.Service(step);
      all.add(new GraphStep(step, target, later, 0, Optional.empty(), true, Map.of()));
    }
    var root = new GraphNode(InferenceGraph.ROOT, Router.SEQUENCE, all);
    var graph =
        new InferenceGraph(
            name, OptionalLong.empty(), Optional.of("p"), Map.of(InferenceGraph.ROOT, root));
    return PipelineHistory.of(graph).orElseThrow();
  }

  /** Requests whose size every step keeps, of 1 ms a function and 1 µs a KiB of the request. */
  private static PipelineHistory used(PipelineHistory history) {
    for (int i = 0; i < 12; i++) {
      long bytes = 1L << (12 + i % 4);
      PipelineHistory.Tally tally = history.follow(bytes);
      for (String step : history.steps()) {
        boolean function = !step.equals("predict");
        tally.ended(new End("root", step, function, true, 1, bytes, bytes));
      }
      tally.answered(1_000_000L * (history.steps().size() - 1) + 1_000 * (bytes >> 10));
    }
    return history;
  }

  @Test
  void joinsFunctionsButNoModels() {
    var found =
        SplitRecommender.recommend(
            List.of(
                used(split("fine", "a", "b", "c", "predict")),
                used(split("coarse", "a+b+c", "predict"))),
            8 << 10);

    assertThat(found.choices()).hasSize(4);
    SplitRecommender.Choice best = found.choices().getFirst();
    assertThat(best.steps()).containsExactly("a+b+c", "predict");
    assertThat(best.functions()).isEqualTo(1);
    assertThat(best.graph()).hasValue("coarse");
    assertThat(best.predictedNanos()).isBetween(0.98e6, 1.04e6);
    SplitRecommender.Choice middle = found.choices().get(1);
    assertThat(middle.steps()).hasSize(3);
    assertThat(middle.predictedNanos()).isBetween(1.95e6, 2.05e6);
    assertThat(found.fitError()).isLessThan(0.01);
  }

  @Test
  void oneSplitIsTooLittle() {
    List<PipelineHistory> one = List.of(used(split("fine", "a", "b", "predict")));

    assertThatThrownBy(() -> SplitRecommender.recommend(one, 0))
        .hasMessageContaining("two splits")
        .hasMessageContaining("fine: 12");
  }

  @Test
  void splitsOfDifferentStepsAreToldApart() {
    List<PipelineHistory> two = List.of(used(split("one", "a", "b")), used(split("other", "a+c")));

    assertThatThrownBy(() -> SplitRecommender.recommend(two, 0))
        .hasMessageContaining("'one'")
        .hasMessageContaining("'other'");
  }
}
