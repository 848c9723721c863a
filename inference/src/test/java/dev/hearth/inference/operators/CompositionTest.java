package dev.hearth.inference.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.inference.operators.Composition.Fold;
import dev.hearth.inference.operators.NodeGraph.Node;
import dev.hearth.inference.operators.OperatorDatabase.Knowledge;
import dev.hearth.inference.operators.Shapes.TypedShape;
import dev.hearth.inference.operators.Trace.Timed;
import dev.hearth.inference.profile.ProfileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompositionTest {
  /** A diamond: a head, two branches of different length, a tail. */
  private static final NodeGraph DIAMOND =
      new NodeGraph(List.of(node("Head"), node("Short", 0), node("Long", 0), node("Tail", 1, 2)));

  @TempDir Path directory;

  private static Node node(String type, Integer... before) {
    return new Node(type, "", List.of(before), false);
  }

  private static Timed timed(long rows, long nanos) {
    var shape = new TypedShape("float", List.of(rows, 8L));
    return new Timed(new Shapes(List.of(shape), List.of(shape)), nanos, true);
  }

  /** Head 10 + 10n, short branch 1n, long branch 30n, tail 5n, in nanoseconds for n rows. */
  private static Trace trace(Integer... rows) {
    var runs = new TreeMap<Integer, List<Timed>>();
    for (int n : rows) {
      runs.put(
          n, List.of(timed(n, 10 + 10L * n), timed(n, n), timed(n, 30L * n), timed(n, 5L * n)));
    }
    return new Trace(1, DIAMOND, runs);
  }

  private static OperatorDatabase profiled(Integer... rows) {
    var database = new OperatorDatabase();
    database.add(trace(rows), List.of(rows));
    return database;
  }

  @Test
  void operatorsAddUpWhereTheEngineRunsThemOneAfterTheOther() {
    var composed = new Composition(profiled(1, 4), Fold.SEQUENTIAL).of(trace(1, 2, 4), 2);
    assertThat(composed.whole()).isTrue();
    assertThat(composed.nanos()).isCloseTo(30 + 2 + 60 + 10, within(1e-9));
    assertThat(composed.exactPercent()).isEqualTo(100);
  }

  @Test
  void ofBranchesSideBySideOnlyTheSlowestCounts() {
    var composed = new Composition(profiled(1, 4), Fold.SIDE_BY_SIDE).of(trace(1, 2, 4), 2);
    assertThat(composed.nanos()).isCloseTo(30 + 60 + 10, within(1e-9));
  }

  @Test
  void beyondTheRowsProfiledAnOperatorIsUnknown() {
    var composed = new Composition(profiled(1, 4), Fold.SEQUENTIAL).of(trace(1, 4, 8), 8);
    assertThat(composed.whole()).isFalse();
    assertThat(composed.unknown()).contains("Head float[1n,8]");
  }

  @Test
  void theTimesOfTheModelItselfAreNotLookedAt() {
    var runs = new TreeMap<>(trace(1, 2, 4).runs());
    runs.put(2, runs.getOrDefault(1, List.of()).stream().map(each -> timed(2, 999_999)).toList());
    var composed =
        new Composition(profiled(1, 4), Fold.SEQUENTIAL).of(new Trace(1, DIAMOND, runs), 2);
    assertThat(composed.nanos()).isCloseTo(102, within(1e-9));
  }

  @Test
  void otherShapesAreInterpolatedOverTheWorkWithinWhatWasSeen() {
    var database = new OperatorDatabase();
    database.add(point("axis=1", "float[10]", 100, 1_000));
    database.add(point("axis=1", "float[1000]", 10_000, 100_000));
    var between = database.find(point("axis=1", "float[100]", 1_000, 0)).orElseThrow();
    assertThat(between.nanos()).isCloseTo(10_000, within(1e-6));
    assertThat(between.by()).isEqualTo(Knowledge.SAME_ATTRIBUTES);
    assertThat(database.find(point("axis=2", "float[100]", 1_000, 0)).orElseThrow().by())
        .isEqualTo(Knowledge.SAME_TYPE);
    assertThat(database.find(point("axis=1", "float[5]", 50, 0))).isEmpty();
    assertThat(database.find(point("axis=1", "float[5000]", 20_000, 0))).isEmpty();
  }

  private static OperatorPoint point(String attributes, String pattern, long work, long nanos) {
    return new OperatorPoint("Softmax", attributes, "float", pattern, 1, 1, work, nanos);
  }

  @Test
  void lengthsThatGrowWithTheRowsAreToldFromThoseThatDoNot() {
    var two = new Shapes(List.of(new TypedShape("float", List.of(2L, 24L, 7L))), List.of());
    var four = new Shapes(List.of(new TypedShape("float", List.of(4L, 48L, 7L))), List.of());
    assertThat(two.pattern(2, four, 4)).isEqualTo("float[1n,12n,7]");
    assertThat(four.pattern(4, two, 2)).isEqualTo("float[1n,12n,7]");
    var odd = new Shapes(List.of(new TypedShape("float", List.of(5L, 24L, 7L))), List.of());
    assertThat(two.pattern(2, odd, 4)).isEqualTo("float[2,24,7]");
  }

  @Test
  void theWorkOfAConvolutionAndOfAProductIsItsMultiplications() {
    var picture = new TypedShape("float", List.of(1L, 3L, 8L, 8L));
    var kernel = new TypedShape("float", List.of(16L, 3L, 3L, 3L));
    var made = new TypedShape("float", List.of(1L, 16L, 8L, 8L));
    assertThat(new Shapes(List.of(picture, kernel), List.of(made)).work("FusedConv"))
        .isEqualTo(16 * 64 * 27);
    var left = new TypedShape("float", List.of(4L, 32L));
    var right = new TypedShape("float", List.of(32L, 10L));
    var product = new TypedShape("float", List.of(4L, 10L));
    assertThat(new Shapes(List.of(left, right), List.of(product)).work("MatMul"))
        .isEqualTo(4 * 32 * 10);
  }

  @Test
  void whatIsKeptIsThereAgainOnTheSameMachineOnly() throws IOException {
    Path file = directory.resolve("operators.txt");
    OperatorFile.write(file, "one machine", profiled(1, 4));
    OperatorDatabase again = OperatorFile.read(file, "one machine");
    assertThat(again.points()).isEqualTo(profiled(1, 4).points());
    assertThat(OperatorFile.read(file, "another").size()).isZero();
    Files.writeString(file, "hearth-operators 7\nend\n");
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> OperatorFile.read(file, "one machine"))
        .isInstanceOf(ProfileException.class)
        .hasMessageContaining("version 7");
  }

  @Test
  void aTraceSaysHowManyOperatorsRanAndHowLong() {
    assertThat(trace(1, 2).count()).isEqualTo(4);
    assertThat(trace(1, 2).sum(2)).isEqualTo(102);
    assertThat(Map.copyOf(trace(1, 2).runs())).containsOnlyKeys(1, 2);
  }
}
