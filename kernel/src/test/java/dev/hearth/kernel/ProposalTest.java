package dev.hearth.kernel;

import static dev.hearth.kernel.Call.call;
import static dev.hearth.kernel.Deployment.function;
import static dev.hearth.kernel.Scene.MS;
import static dev.hearth.kernel.Scene.S;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.FakeWorld.Effect;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProposalTest {
  private static final Configuration LARGE =
      new Configuration(Resources.of(2_000, 400), new Batching(8, 0), 2);
  private final FakePlanner policy = new FakePlanner(Event.Kind.SAMPLED);

  @Test
  void startMakesInstancesOfTheProposedConfiguration() {
    var scene = proposing(function(0), new Proposal.Start(0, LARGE, 2)).at(S);

    assertThat(scene.changesOf(1)).containsExactly(new Change.Create(0, LARGE));
    assertThat(scene.changesOf(2)).containsExactly(new Change.Create(0, LARGE));
  }

  @Test
  void startBeyondTheMaximumIsRefused() {
    var scene = proposing(function(0).scale(0, 1), new Proposal.Start(0, LARGE, 2)).at(S);

    assertThat(scene.creates()).hasSize(1);
    assertThat(policy.refusals()).containsExactly("the pool is at its maximum of 1");
  }

  @Test
  void startWithoutRoomIsRefused() {
    var scene = proposing(function(0), new Proposal.Start(0, LARGE, 3)).at(S);

    assertThat(scene.creates()).hasSize(2);
    assertThat(policy.refusals())
        .containsExactly("no room, or a start failed just now; started 2 of 3");
  }

  @Test
  void startOfAnUnknownFunctionIsRefused() {
    proposing(function(0), new Proposal.Start(7, LARGE, 1)).at(S);

    assertThat(policy.refusals()).containsExactly("there is no function 7");
  }

  @Test
  void startTooLargeForTheNodeDoesNotFailWhatWaitsForAnother() {
    var tooLarge = new Configuration(Resources.of(1_000, 2_000), Batching.NONE, 1);
    var scene = proposing(function(0), new Proposal.Start(0, tooLarge, 1)).submit(1).at(S);

    assertThat(scene.answered(1)).isFalse();
    assertThat(policy.refusals()).hasSize(1);
  }

  @Test
  void startOfARetiringFunctionIsRefused() {
    var scene =
        proposing(function(0), new Proposal.Start(0, LARGE, 1)).submit(1).created().retire(0).at(S);

    assertThat(scene.creates()).containsExactly(1);
    assertThat(policy.refusals()).containsExactly("the function takes no more invocations");
  }

  @Test
  void stopEndsAnIdleInstance() {
    var scene = proposing(function(0), new Proposal.Stop(1)).submit(1).created().ends(1).at(S);

    assertThat(scene.destroys()).containsExactly(1);
  }

  @Test
  void stopLetsABusyInstanceFinish() {
    var scene = proposing(function(0), new Proposal.Stop(1)).submit(1).created().at(S);
    assertThat(scene.destroys()).isEmpty();

    assertThat(scene.ends(1).destroys()).containsExactly(1);
  }

  @Test
  void stopBelowTheMinimumIsRefused() {
    var scene = proposing(function(0).scale(1, 2), new Proposal.Stop(1)).at(0).created().at(S);

    assertThat(scene.destroys()).isEmpty();
    assertThat(policy.refusals()).containsExactly("the pool is at its minimum of 1");
  }

  @Test
  void keepEndsAnIdleInstanceAtAnotherInstant() {
    var scene = idle(new Proposal.Keep(1, 3 * S)).at(3 * S - MS);
    assertThat(scene.destroys()).isEmpty();

    assertThat(scene.at(3 * S).destroys()).containsExactly(1);
  }

  @Test
  void keepMayAlsoBeForLonger() {
    var scene = idle(new Proposal.Keep(1, 3 * S), new Proposal.Keep(1, 5 * S)).at(5 * S - MS);
    assertThat(scene.destroys()).isEmpty();

    assertThat(scene.at(5 * S).destroys()).containsExactly(1);
  }

  @Test
  void keepOfABusyInstanceIsRefused() {
    proposing(function(0), new Proposal.Keep(1, 3 * S)).submit(1).created().at(S);

    assertThat(policy.refusals()).containsExactly("the instance is not idle");
  }

  @Test
  void proposalForAnInstanceThatIsGoneIsRefused() {
    proposing(function(0), new Proposal.Stop(4)).at(S);

    assertThat(policy.refusals()).containsExactly("there is no instance 4");
  }

  @Test
  void loadHoldsTheArtifactBesideTheInstance() {
    var scene = loading().answer(1, Result.DONE);

    assertThat(scene.changesOf(1)).last().isEqualTo(new Change.Load(5, 200));
    assertThat(scene.kernel().view().instance(1).loaded()).containsExactly(5);
    assertThat(scene.charged().memoryBytes()).isEqualTo(300);
  }

  @Test
  void failedLoadHoldsNothing() {
    var scene = loading().answer(1, new Result.Failed("no such artifact"));

    assertThat(scene.kernel().view().instance(1).loaded()).isEmpty();
    assertThat(scene.charged().memoryBytes()).isEqualTo(100);
  }

  @Test
  void loadWithoutAnAnswerHoldsNothingAfterItsTime() {
    var scene = loading().at(S + 120 * S);

    assertThat(scene.charged().memoryBytes()).isEqualTo(100);
  }

  @Test
  void loadWithoutRoomIsRefused() {
    idle(new Proposal.Load(1, 5, 901)).at(S);

    assertThat(policy.refusals())
        .containsExactly("the instance is not idle, is changing or has no room");
  }

  @Test
  void unloadGivesTheArtifactBack() {
    var scene = loading().answer(1, Result.DONE);
    policy.propose(2 * S, new Proposal.Unload(1, 5));
    scene.uses(1, 0).at(2 * S).answer(1, Result.DONE);

    assertThat(scene.kernel().view().instance(1).loaded()).isEmpty();
    assertThat(scene.charged().memoryBytes()).isEqualTo(100);
  }

  @Test
  void unloadOfWhatIsNotHeldIsRefused() {
    idle(new Proposal.Unload(1, 5)).at(S);

    assertThat(policy.refusals()).containsExactly("the instance does not hold it or is changing");
  }

  @Test
  void artifactsGoWithTheirInstance() {
    var scene = loading().answer(1, Result.DONE).lose(1).destroyed();

    assertThat(scene.isEmpty()).isTrue();
  }

  @Test
  void nothingRunsOnAnInstanceThatIsBeingPrepared() {
    var scene = idle(new Proposal.Prepare(1, List.of(3, 4))).at(S).submit(2);
    assertThat(scene.runs()).hasSize(1);

    assertThat(scene.answer(1, Result.DONE).run(2).instance()).isEqualTo(1);
    assertThat(scene.kernel().view().instance(1).prepared()).containsExactly(3, 4);
  }

  @Test
  void failedPreparationLeavesTheInstanceAsItWas() {
    var scene = idle(new Proposal.Prepare(1, List.of(3))).at(S).answer(1, new Result.Failed("no"));

    assertThat(scene.kernel().view().instance(1).prepared()).isEmpty();
    assertThat(scene.pool(0).idle()).isEqualTo(1);
  }

  @Test
  void preparationWithoutAnAnswerEndsTheInstance() {
    var scene = idle(new Proposal.Prepare(1, List.of(3))).at(S + 120 * S);

    assertThat(scene.destroys()).containsExactly(1);
  }

  @Test
  void preparationOfABusyInstanceIsRefused() {
    proposing(function(0), new Proposal.Prepare(1, List.of(3))).submit(1).created().at(S);

    assertThat(policy.refusals()).containsExactly("the instance is not idle or is changing");
  }

  @Test
  void regrantReachesTheRun() {
    var grant = new Grant(500, 50, CpuClass.DEFAULT, 0, List.of());
    var scene = scene(function(0)).submit(1).created();
    policy.propose(S, new Proposal.Regrant(scene.run(1).run(), grant));
    scene.uses(1, 0).at(S);

    assertThat(scene.world.all(Effect.Regranted.class))
        .containsExactly(new Effect.Regranted(scene.run(1).run(), grant));
  }

  @Test
  void regrantOfARunThatEndedIsRefused() {
    var scene = scene(function(0)).submit(1).created().ends(1);
    long run = scene.run(1).run();
    policy.propose(S, new Proposal.Regrant(run, Grant.whole(Resources.NONE)));
    scene.uses(1, 0).at(S);

    assertThat(policy.refusals()).containsExactly("run " + run + " has ended");
  }

  @Test
  void thinkAsksAPlannerAndItsPlanComesBack() {
    var scene = proposing(function(0), PolicyTest.think()).at(S);
    assertThat(scene.world.all(Effect.Asked.class))
        .containsExactly(new Effect.Asked(1, PolicyTest.think().request()));

    var plan = new Plan(true, List.of(4.0));
    scene.input(it -> it.planned(S, 1, plan));
    assertThat(policy.plans).containsExactly(plan);
  }

  @Test
  void secondAnswerOfAPlannerIsIgnored() {
    var scene = proposing(function(0), PolicyTest.think()).at(S);
    scene.input(it -> it.planned(S, 1, Plan.NONE)).input(it -> it.planned(S, 1, Plan.NONE));

    assertThat(policy.plans).hasSize(1);
  }

  @Test
  void newerQuestionTakesThePlaceOfOneThatIsOpen() {
    var scene = proposing(function(0), PolicyTest.think(), PolicyTest.think()).at(S);
    scene.input(it -> it.planned(S, 1, Plan.NONE));
    assertThat(policy.plans).isEmpty();

    scene.input(it -> it.planned(S, 2, Plan.NONE));
    assertThat(policy.plans).hasSize(1);
  }

  @Test
  void startElsewhereAsksTheOtherNode() {
    var scene = proposing(function(0), new Proposal.StartElsewhere(2, 0, LARGE)).at(S);

    assertThat(scene.sentTo(2)).containsExactly(new Message.Ask(0, LARGE));
  }

  @Test
  void placementOnAnotherNodeAsksThatNode() {
    PlacementPolicy onTwo = (_, _, _, _) -> 2;
    var scene = Scene.of(function(0)).policy(Role.PLACEMENT, onTwo).submit(1);

    assertThat(scene.creates()).isEmpty();
    assertThat(scene.sentTo(2)).containsExactly(new Message.Ask(0, function(0).configuration()));
  }

  @Test
  void nodeThatIsAskedStartsTheInstanceItself() {
    PlacementPolicy onTwo = (_, _, _, _) -> 2;
    var scene =
        Scene.of(function(0)).policy(Role.PLACEMENT, onTwo).hears(2, new Message.Ask(0, LARGE));

    assertThat(scene.changesOf(1)).containsExactly(new Change.Create(0, LARGE));
    assertThat(scene.sentTo(2)).isEmpty();
  }

  @Test
  void nodeThatIsAskedRefusesBeyondTheMaximum() {
    var scene =
        Scene.of(function(0).scale(0, 1))
            .hears(2, new Message.Ask(0, LARGE))
            .hears(2, new Message.Ask(0, LARGE));

    assertThat(scene.creates()).hasSize(1);
  }

  @Test
  void changedInstanceServesItsPoolAtTheNextInstant() {
    var scene = idle(new Proposal.Prepare(1, List.of(3))).at(S).answer(1, Result.DONE);

    assertThat(scene.at(S + MS).submit(call(2)).runs()).hasSize(2);
  }

  private Scene scene(Deployment deployment) {
    return Scene.of(deployment)
        .policy(Role.SCALING, policy)
        .policy(Role.WARMTH, Fakes.KEEP_FOREVER);
  }

  private Scene proposing(Deployment deployment, Proposal... proposals) {
    policy.propose(S, proposals);
    return scene(deployment);
  }

  /** Instance 1 of function 0 idles. */
  private Scene idle(Proposal... proposals) {
    return proposing(function(0), proposals).submit(1).created().ends(1);
  }

  private Scene loading() {
    return idle(new Proposal.Load(1, 5, 200)).at(S);
  }
}
