package dev.hearth.policies;

import static dev.hearth.policies.fake.Stage.MILLI;
import static dev.hearth.policies.fake.Stage.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.kernel.Usage;
import dev.hearth.policies.fake.Stage;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every policy that can be switched on says with numbers what its last answer rested on. */
class WhyTest {
  /** Their answer is always the same, and their name says it. */
  private static final List<String> NEED_NONE =
      List.of("accept", "pool", "fifo", "edf", "local", "no-cache", "lru", "whole");

  private static List<Suite> suites() {
    return new Registry().all();
  }

  private static List<String> ids() {
    return suites().stream().map(Suite::id).toList();
  }

  private static List<String> that(String id, boolean asked) {
    var suite = new Registry().find(id);
    PolicyChoice chosen =
        new PolicyChoice(
            suite.roles().stream()
                .collect(
                    Collectors.toMap(role -> role, _ -> new PolicyChoice.Named(id, Map.of()))));
    boolean ofNode = suite.scope() != Suite.Scope.POOL;
    var stage =
        new Stage(Resources.of(8_000, 4_096 * Stage.MIB), ofNode ? chosen : PolicyChoice.DEFAULTS);
    stage.startNanos = 20 * MILLI;
    for (int function = 0; function < 2; function++) {
      stage.deploy(
          function,
          Stage.configuration(1_000, 128, 4),
          new Objective(100 * MILLI, 99),
          ofNode ? PolicyChoice.DEFAULTS : chosen);
    }
    var reasons = new TreeSet<String>();
    for (int i = 0; i < 40; i++) {
      traffic(stage, i);
      if (asked) {
        suite.roles().forEach(role -> reasons.add(why(stage, role)));
      }
    }
    var all = new java.util.ArrayList<>(reasons);
    all.add(what(stage));
    return all;
  }

  /** Two at once, of which one waits; then a pause in which instances may idle and go. */
  private static void traffic(Stage stage, int i) {
    int before = stage.runs.size();
    stage.submit(0, 2 * SECOND);
    stage.submit(0, 2 * SECOND);
    stage.submit(1, 2 * SECOND);
    stage.advance(10 * MILLI);
    for (int place = before; place < stage.runs.size(); place++) {
      stage.advance(5 * MILLI);
      stage.end(stage.runs.get(place), new Usage(2 * MILLI, 400, 20 * Stage.MIB));
    }
    stage.advance(i % 8 == 7 ? 90 * SECOND : SECOND);
  }

  private static String why(Stage stage, Role role) {
    return stage.kernel.appointed(0, role).policy().why(0);
  }

  private static String what(Stage stage) {
    return stage.changes + " " + stage.runs + " " + stage.replies + " " + stage.plans;
  }

  @ParameterizedTest
  @MethodSource("ids")
  void givesAReasonWithANumberAfterALittleTraffic(String id) {
    var reasons = that(id, true);
    reasons.removeLast();
    if (NEED_NONE.contains(id)) {
      assertThat(reasons).allSatisfy(reason -> assertThat(reason).doesNotContainPattern("\\d"));
    } else {
      assertThat(reasons).isNotEmpty();
      assertThat(reasons)
          .allSatisfy(
              reason ->
                  assertThat(reason)
                      .matches(".*\\d.*")
                      .doesNotContain("NaN", "Infinity", "\n")
                      .hasSizeLessThan(200));
    }
  }

  @ParameterizedTest
  @MethodSource("ids")
  void decidesTheSameWhetherOrNotItIsAsked(String id) {
    assertThat(that(id, true).getLast()).isEqualTo(that(id, false).getLast());
  }
}
