package dev.hearth.kernel;

import static dev.hearth.kernel.Call.call;
import static dev.hearth.kernel.Deployment.function;
import static dev.hearth.kernel.Scene.MS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Invocations bound to one instance before it has a free slot. */
class BindingTest {
  @Test
  void boundInvocationRunsOnItsInstanceAtOnceWhereThatIsFree() {
    assertThat(twoIdle().submit(3).run(3).instance()).isEqualTo(1);
  }

  @Test
  void boundInvocationWaitsForItsInstanceWhileAnotherIdles() {
    var scene = twoIdle().submit(3, 4);

    assertThat(scene.runs()).hasSize(3);
    assertThat(scene.pool(0).idle()).isEqualTo(1);
  }

  @Test
  void boundInvocationRunsWhenItsInstanceIsFree() {
    var scene = twoIdle().submit(3, 4).ends(3);

    assertThat(scene.run(4).instance()).isEqualTo(1);
  }

  @Test
  void boundInvocationsShareABatch() {
    var scene =
        Scene.of(function(0).batch(2, 10 * MS).scale(1, 1))
            .policy(Role.ROUTING, Fakes.toInstance(1))
            .at(0)
            .created()
            .submit(1, 2);

    assertThat(scene.runs()).containsExactly(List.of(1L, 2L));
  }

  @Test
  void boundInvocationRunsAfterTheDelayOfItsInstance() {
    var scene =
        Scene.of(function(0).batch(2, 10 * MS).scale(1, 1))
            .policy(Role.ROUTING, Fakes.toInstance(1))
            .at(0)
            .created()
            .submit(1)
            .at(10 * MS);

    assertThat(scene.runs()).containsExactly(List.of(1L));
  }

  @Test
  void boundInvocationRunsOnAnotherInstanceWhenItsOwnIsLost() {
    var scene = twoIdle().submit(3, 4).lose(1);

    assertThat(scene.run(4).instance()).isEqualTo(2);
  }

  @Test
  void boundInvocationTimesOutWhereItWaits() {
    var scene = twoIdle().submit(3).submit(call(4).startBy(20 * MS)).at(20 * MS);

    assertThat(scene.outcome(4)).isEqualTo(new Outcome.TimedOut(Outcome.Stage.QUEUED));
    assertThat(scene.pool(0).queued()).isZero();
  }

  @Test
  void invocationBoundToAnUnknownInstanceWaitsInThePool() {
    var scene = Scene.of(function(0)).policy(Role.ROUTING, Fakes.toInstance(9)).submit(1).created();

    assertThat(scene.run(1).instance()).isEqualTo(1);
  }

  @Test
  void invocationBoundToAStartingInstanceWaitsForIt() {
    var scene =
        Scene.of(function(0).scale(2, 2)).policy(Role.ROUTING, Fakes.toInstance(2)).at(0).submit(1);
    assertThat(scene.answer(1, Result.DONE).runs()).isEmpty();

    assertThat(scene.answer(2, Result.DONE).run(1).instance()).isEqualTo(2);
  }

  /** Instances 1 and 2 idle, 2 was used last; what is submitted now is bound to 1. */
  private static Scene twoIdle() {
    var scene = Scene.of(function(0)).policy(Role.ROUTING, new ToOneOnceTwoAreReady());
    return scene.submit(1, 2).created().ends(1).ends(2);
  }

  private record ToOneOnceTwoAreReady() implements RoutingPolicy {
    @Override
    public Route route(long now, InvocationView invocation, PoolView pool, View view) {
      return pool.ready() == 2 ? new Route.ToInstance(1) : Route.POOL;
    }
  }
}
