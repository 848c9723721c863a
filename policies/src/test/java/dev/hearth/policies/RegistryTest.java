package dev.hearth.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.kernel.Policy;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.QueuePolicy;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.policies.parameter.Parameters;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RegistryTest {
  private final Registry registry = new Registry();

  static List<Suite> all() {
    return new Registry().all();
  }

  private static Suite.Context context() {
    return new Suite.Context(new SplittableRandom(7));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void everyRoleHasAStandardThatFillsIt(Role role) {
    var standard = registry.find(registry.standard(role).suite());
    assertThat(standard.roles()).contains(role);
  }

  @ParameterizedTest
  @MethodSource("all")
  void everySuiteFillsItsRolesWithItsDefaults(Suite suite) {
    var policy = suite.factory().create(Map.of(), context());
    assertThat(suite.roles())
        .isNotEmpty()
        .allSatisfy(role -> assertThat(policy).isInstanceOf(role.contract()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everySuiteNamesItsSourceAndItsParameters(Suite suite) {
    assertThat(suite.source()).isNotBlank();
    assertThat(suite.parameters())
        .allSatisfy(
            parameter -> {
              assertThat(parameter.meaning()).isNotBlank();
              assertThat(parameter.defaultValue()).isNotBlank();
            });
  }

  @Test
  void anUnknownSuiteIsRefusedWithTheNearestName() {
    assertThatThrownBy(() -> registry.find("fixd"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no policy 'fixd'; did you mean 'fixed'?");
  }

  @Test
  void anUnknownParameterIsRefusedWithTheNearestName() {
    var choice = PolicyChoice.DEFAULTS.with(Role.WARMTH, "fixed", Map.of("keepalive", "30s"));
    assertThatThrownBy(() -> registry.check(choice, Suite.Scope.POOL))
        .hasMessage("policy 'fixed' has no parameter 'keepalive'; did you mean 'keep-alive'?");
  }

  @Test
  void aBadValueIsRefusedWithItsUnitAndAnExample() {
    var choice = PolicyChoice.DEFAULTS.with(Role.WARMTH, "fixed", Map.of("keep-alive", "30"));
    assertThatThrownBy(() -> registry.check(choice, Suite.Scope.POOL))
        .hasMessage(
            "parameter 'keep-alive' of policy 'fixed' must be a time with its unit"
                + " (ns, us, ms, s, m, h), such as 30s, not '30'");
  }

  @Test
  void aRoleTheSuiteDoesNotOfferIsRefused() {
    var choice = PolicyChoice.DEFAULTS.with(Role.QUEUE, "fixed", Map.of());
    assertThatThrownBy(() -> registry.check(choice, Suite.Scope.POOL))
        .hasMessage("policy 'fixed' does not decide queue, only [warmth]");
  }

  @Test
  void aNodesSuiteIsRefusedInAManifest() {
    var two = new Registry(List.of(twoRoles("pair", Suite.Scope.NODE)));
    var choice = PolicyChoice.DEFAULTS.with(Role.QUEUE, "pair", Map.of());
    assertThatThrownBy(() -> two.check(choice, Suite.Scope.POOL))
        .hasMessageContaining("choose it in the node's configuration");
  }

  @Test
  void aNodeMayChooseSuitesOfEitherScope() {
    var two = new Registry(List.of(twoRoles("pair", Suite.Scope.NODE)));
    var choice = PolicyChoice.DEFAULTS.with(Role.QUEUE, "pair", Map.of());
    assertThatCode(() -> two.check(choice, Suite.Scope.NODE)).doesNotThrowAnyException();
  }

  @Test
  void aSuiteNamedForSeveralRolesIsOneObject() {
    var two = new Registry(List.of(twoRoles("pair", Suite.Scope.POOL)));
    var choice = two.choose(List.of(new PolicyChoice.Named("pair", Map.of())), Map.of());
    var objects = two.create(choice, context());
    assertThat(objects.get(Role.QUEUE)).isSameAs(objects.get(Role.SCALING));
  }

  @Test
  void oneSuiteWithTwoSetsOfParametersIsRefused() {
    var two = new Registry(List.of(twoRoles("pair", Suite.Scope.POOL)));
    var choice =
        PolicyChoice.DEFAULTS
            .with(Role.QUEUE, "pair", Map.of("window", "1s"))
            .with(Role.SCALING, "pair", Map.of("window", "2s"));
    assertThatThrownBy(() -> two.check(choice, Suite.Scope.POOL))
        .hasMessageContaining("give it the same parameters everywhere");
  }

  @Test
  void twoSuitesForOneRoleAreRefused() {
    var two =
        new Registry(
            List.of(twoRoles("first", Suite.Scope.POOL), twoRoles("second", Suite.Scope.POOL)));
    assertThatThrownBy(
            () ->
                two.choose(
                    List.of(new PolicyChoice.Named("first", Map.of())),
                    Map.of(Role.SCALING, new PolicyChoice.Named("second", Map.of()))))
        .hasMessage("'first' and 'second' both want to own scaling; name only one of them for it");
  }

  private static Suite twoRoles(String id, Suite.Scope scope) {
    return Parameters.suite(
        id,
        scope,
        EnumSet.of(Role.QUEUE, Role.SCALING),
        "test",
        List.of(new Suite.Parameter("window", "time", "1s", "a window")),
        (parameters, context) -> new Pair(parameters.nanos("window")));
  }

  private record Pair(long windowNanos)
      implements QueuePolicy, dev.hearth.kernel.ScalingPolicy, Policy {
    @Override
    public long rank(
        long now, dev.hearth.kernel.InvocationView invocation, dev.hearth.kernel.PoolView pool) {
      return 0;
    }

    @Override
    public long cut(
        long now,
        dev.hearth.kernel.QueueView queue,
        dev.hearth.kernel.InstanceView instance,
        int freeSlots,
        long timeoutNanos) {
      return 1;
    }
  }
}
