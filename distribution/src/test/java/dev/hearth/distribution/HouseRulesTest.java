package dev.hearth.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import dev.hearth.distribution.planted.Allowed;
import dev.hearth.distribution.planted.HashOrder;
import dev.hearth.distribution.planted.InexactMaths;
import dev.hearth.distribution.planted.Outside;
import dev.hearth.distribution.planted.ReadsClock;
import dev.hearth.distribution.planted.StaticState;
import dev.hearth.distribution.planted.Threads;
import dev.hearth.distribution.planted.UnseededChance;
import java.lang.reflect.Member;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class HouseRulesTest {

  private static final List<String> PLANTED = List.of("dev.hearth.distribution.planted..");

  private static final List<String> DECISIONS =
      List.of("dev.hearth.kernel..", "dev.hearth.policies..");

  private static final List<String> DECISIONS_AND_SIMULATOR =
      List.of("dev.hearth.kernel..", "dev.hearth.policies..", "dev.hearth.simulator..");

  /**
   * @param planted a class in which every member breaks the rule
   * @param packages where the rule holds
   */
  record Rule(Function<String[], ArchRule> factory, Class<?> planted, List<String> packages) {

    ArchRule of(List<String> chosen) {
      return factory.apply(chosen.toArray(String[]::new));
    }

    @Override
    public String toString() {
      return planted.getSimpleName();
    }
  }

  static List<Rule> rules() {
    return List.of(
        new Rule(HouseRules::noClock, ReadsClock.class, DECISIONS_AND_SIMULATOR),
        new Rule(HouseRules::noUnseededChance, UnseededChance.class, DECISIONS_AND_SIMULATOR),
        new Rule(HouseRules::noThreads, Threads.class, DECISIONS_AND_SIMULATOR),
        new Rule(HouseRules::noInexactMaths, InexactMaths.class, DECISIONS_AND_SIMULATOR),
        new Rule(HouseRules::noStaticState, StaticState.class, DECISIONS_AND_SIMULATOR),
        new Rule(HouseRules::noHashOrder, HashOrder.class, DECISIONS),
        new Rule(HouseRules::noOutside, Outside.class, DECISIONS));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holds(Rule rule) {
    rule.of(rule.packages()).check(Bytecode.production());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void catchesEveryPlantedUse(Rule rule) {
    var report =
        rule.of(PLANTED).evaluate(Bytecode.of(rule.planted())).getFailureReport().toString();

    assertThat(plantedMembers(rule.planted()))
        .isNotEmpty()
        .allSatisfy(member -> assertThat(report).contains("." + member));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void leavesDeterministicCodeAlone(Rule rule) {
    rule.of(PLANTED).check(Bytecode.of(Allowed.class));
  }

  private static Stream<String> plantedMembers(Class<?> planted) {
    return Stream.concat(
            Stream.of(planted.getDeclaredMethods()), Stream.of(planted.getDeclaredFields()))
        .filter(member -> !member.isSynthetic())
        .map(Member::getName);
  }
}
