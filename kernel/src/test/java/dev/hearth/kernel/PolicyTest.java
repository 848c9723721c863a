package dev.hearth.kernel;

import static dev.hearth.kernel.Call.call;
import static dev.hearth.kernel.Deployment.function;
import static dev.hearth.kernel.Scene.MS;
import static dev.hearth.kernel.Scene.S;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What policies are told, when they are woken and how long they stay in office. */
class PolicyTest {
  @Test
  void policyHearsOnlyWhatItNamed() {
    var policy = new FakePlanner(Event.Kind.READY);
    scene(policy).submit(1).created().ends(1);

    assertThat(policy.heard).hasOnlyElementsOfType(Event.Ready.class).hasSize(1);
  }

  @Test
  void lifeOfAnInvocationIsToldInOrder() {
    var policy = new FakePlanner(Event.Kind.values());
    scene(policy).submit(1).created().ends(1);

    assertThat(policy.heard.stream().<Object>map(Object::getClass))
        .containsExactly(
            Event.Arrived.class,
            Event.Queued.class,
            Event.Ready.class,
            Event.Started.class,
            Event.Ended.class,
            Event.Idled.class);
  }

  @Test
  void readyTellsHowLongTheStartTook() {
    var policy = new FakePlanner(Event.Kind.READY);
    scene(policy).at(S).submit(1).at(3 * S).created();

    assertThat(((Event.Ready) policy.heard.getFirst()).startNanos()).isEqualTo(2 * S);
  }

  @Test
  void failedStartIsToldWithItsReason() {
    var policy = new FakePlanner(Event.Kind.LOST);
    scene(policy).submit(1).startFails("no disk");

    assertThat(policy.heard).containsExactly(new Event.Lost(0, 0, 1, "no disk"));
  }

  @Test
  void sampleIsTold() {
    var policy = new FakePlanner(Event.Kind.SAMPLED);
    scene(policy).submit(1).created().uses(1, 70);

    assertThat(((Event.Sampled) policy.heard.getFirst()).usage()).isEqualTo(new Usage(0, 0, 70));
  }

  @Test
  void markOfARunIsTold() {
    var policy = new FakePlanner(Event.Kind.MARKED);
    var scene = scene(policy).submit(1).created();
    scene.input(it -> it.progress(0, scene.run(1).run(), 0, Mark.BLOCKED));

    assertThat(((Event.Marked) policy.heard.getFirst()).run().blocked()).isTrue();
  }

  @Test
  void newsOfANodeIsToldOnceToAPolicyOfSeveralPools() {
    var policy = new FakePlanner(Event.Kind.TOPOLOGY);
    Scene.of(function(0).with(Role.SCALING, "shared"), function(1).with(Role.SCALING, "shared"))
        .suite("shared", Suite.Scope.NODE, (_, _) -> policy)
        .nodeIs(3, true);

    assertThat(policy.heard).hasSize(1);
  }

  @Test
  void policyIsWokenAtTheInstantItAskedFor() {
    var policy = new FakePlanner();
    policy.nextWake = 70 * MS;
    scene(policy).at(S);

    assertThat(policy.wakes).containsExactly(70 * MS);
  }

  @Test
  void policyMayAskToBeWokenWhenItObserves() {
    var policy = new FakePlanner(Event.Kind.ARRIVED);
    var scene = scene(policy).at(S);
    policy.nextWake = 2 * S;
    scene.submit(1).at(3 * S);

    assertThat(policy.wakes).containsExactly(2 * S);
  }

  @Test
  void policyThatAsksForThePastIsWokenOnceAnInstant() {
    var wakes = new ArrayList<Long>();
    ScalingPolicy restless =
        new ScalingPolicy() {
          @Override
          public long nextWake() {
            return 0;
          }

          @Override
          public List<Proposal> wake(long now, View view) {
            wakes.add(now);
            return List.of();
          }
        };
    Scene.of(function(0)).policy(Role.SCALING, restless).at(2);

    assertThat(wakes).containsExactly(0L, 1L, 2L);
  }

  @Test
  void poolsAreScaledAfterTheirPolicyWoke() {
    var policy = new FakePlanner();
    policy.nextWake = S;
    var scene = scene(policy).at(0);
    policy.desired = 3;

    assertThat(scene.at(S).creates()).hasSize(3);
  }

  @Test
  void tickReturnsTheNextWake() {
    var policy = new FakePlanner();
    policy.nextWake = 5 * S;

    assertThat(scene(policy).kernel().tick(S)).isEqualTo(5 * S);
  }

  @Test
  void tickReturnsTheEndOfTimeWhereNothingIsDue() {
    assertThat(Scene.of(function(0)).kernel().tick(S)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void policyOfADeletedFunctionIsNotWokenAgain() {
    var policy = new FakePlanner();
    policy.nextWake = 5 * S;
    scene(policy).at(S).retire(0).at(10 * S);

    assertThat(policy.wakes).isEmpty();
  }

  @Test
  void planForADeletedFunctionIsIgnored() {
    var policy = new FakePlanner().propose(S, think());
    var scene = scene(policy).at(S).retire(0);
    policy.nextWake = 5 * S;
    scene.input(it -> it.planned(S, 1, Plan.NONE)).at(10 * S);

    assertThat(policy.plans).isEmpty();
    assertThat(policy.wakes).containsExactly(S);
  }

  @Test
  void redeploymentWithTheSamePoliciesKeepsThem() {
    var made = new ArrayList<Policy>();
    var scene = counting(made, function(0).with(Role.SCALING, "counted")).at(0);
    scene.deploy(function(0).with(Role.SCALING, "counted").memory(200));

    assertThat(made).hasSize(1);
  }

  @Test
  void redeploymentWithOtherPoliciesReplacesThem() {
    var made = new ArrayList<Policy>();
    var scene = counting(made, function(0)).deploy(function(0).with(Role.SCALING, "counted"));
    assertThat(made).hasSize(1);

    assertThat(scene.submit(1).created().ends(1).outcome(1)).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void policiesOfAPoolAreItsOwn() {
    var made = new ArrayList<Policy>();
    counting(
            made,
            function(0).with(Role.SCALING, "counted"),
            function(1).with(Role.SCALING, "counted"))
        .at(0);

    assertThat(made).hasSize(2);
  }

  @Test
  void oneObjectFillsSeveralRolesOfAPool() {
    var made = new ArrayList<Policy>();
    Scene.of(function(0).with(Role.SCALING, "both").with(Role.WARMTH, "both"))
        .suite(
            "both",
            Suite.Scope.POOL,
            (_, _) -> {
              made.add(new ScalesAndKeeps());
              return made.getLast();
            })
        .at(0);

    assertThat(made).hasSize(1);
  }

  @Test
  void unknownSuiteIsRefusedAndNothingIsDeployed() {
    var scene = Scene.of();

    assertThatThrownBy(() -> scene.deploy(function(0).with(Role.SCALING, "none")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(scene.kernel().view().pools()).isEmpty();
  }

  @Test
  void poolsAreSeenInOrderOfTheirHandles() {
    var scene = Scene.of(function(5), function(2), function(9)).at(0);

    assertThat(scene.kernel().view().pools().stream().<Object>map(PoolView::function))
        .containsExactly(2, 5, 9);
  }

  @Test
  void otherNodesAreSeenAsLastHeardOf() {
    var scene = Scene.of(function(0)).at(S).nodeIs(4, true).at(2 * S).nodeIs(4, false);
    var node = scene.kernel().view().nodes().get(1);

    assertThat(node.node()).isEqualTo(4);
    assertThat(node.reachable()).isFalse();
    assertThat(node.asOf()).isEqualTo(2 * S);
  }

  @Test
  void poolIsSeenWithWhatWaitsAndRuns() {
    var scene = Scene.of(function(0).batch(4, 0).scale(0, 1)).submit(call(1).rows(3)).created();
    var pool = scene.submit(call(2).rows(2)).submit(call(3).rows(2)).pool(0);

    assertThat(pool.runningRows()).isEqualTo(3);
    assertThat(pool.queued()).isEqualTo(2);
    assertThat(pool.queuedRows()).isEqualTo(4);
    assertThat(pool.oldestArrival()).isZero();
  }

  static Proposal.Think think() {
    return new Proposal.Think(new PlanRequest("sizing", 0, List.of(1.0), 1, S));
  }

  private static Scene scene(FakePlanner policy) {
    return Scene.of(function(0)).policy(Role.SCALING, policy);
  }

  private static Scene counting(List<Policy> made, Deployment... deployments) {
    return Scene.of(deployments)
        .suite(
            "counted",
            Suite.Scope.POOL,
            (_, _) -> {
              made.add(new FakePlanner());
              return made.getLast();
            });
  }

  private static final class ScalesAndKeeps implements ScalingPolicy, WarmthPolicy {
    @Override
    public long keepUntil(long now, InstanceView instance, View view) {
      return Long.MAX_VALUE;
    }
  }
}
