package dev.hearth.kernel;

import static dev.hearth.kernel.Call.call;
import static dev.hearth.kernel.Deployment.function;
import static dev.hearth.kernel.Scene.MS;
import static dev.hearth.kernel.Scene.S;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Functions 0 and 1 share the pool of 0 from second 1 on; waits of 10 and 4 ms, 4 rows. */
class GroupTest {
  private final FakePlanner policy = new FakePlanner();

  @Test
  void functionsOfAGroupShareABatch() {
    var scene = warmGroup().submit(1, 2).submit(call(3).of(1)).submit(call(4).of(1));

    assertThat(scene.runs()).containsExactly(List.of(1L, 2L, 3L, 4L));
  }

  @Test
  void instancesOfAGroupGetItsConfiguration() {
    var scene = group().submit(call(1).of(1));

    assertThat(scene.changesOf(1)).containsExactly(new Change.Create(0, shared()));
  }

  @Test
  void headWaitsAsLongAsItsOwnFunctionAllows() {
    var scene = warmGroup().submit(call(1).of(1)).submit(2).at(S + 4 * MS - 1);
    assertThat(scene.runs()).isEmpty();

    assertThat(scene.at(S + 4 * MS).runs()).containsExactly(List.of(1L, 2L));
  }

  @Test
  void patientHeadWaitsLonger() {
    var scene = warmGroup().submit(1).submit(call(2).of(1)).at(S + 10 * MS - 1);
    assertThat(scene.runs()).isEmpty();

    assertThat(scene.at(S + 10 * MS).runs()).containsExactly(List.of(1L, 2L));
  }

  @Test
  void whatWaitedMovesToTheSharedPool() {
    var scene = proposing().at(0).submit(call(1).of(1)).at(S);

    assertThat(scene.pool(1)).isSameAs(scene.pool(0));
    assertThat(scene.pool(0).queued()).isEqualTo(1);
  }

  @Test
  void groupWithAnUnknownFunctionIsRefused() {
    policy.propose(S, new Proposal.Group(members(0, 9), shared()));
    Scene.of(function(0)).policy(Role.SCALING, policy).at(S);

    assertThat(policy.refusals()).containsExactly("there is no function 9");
  }

  @Test
  void functionsThatHoldDifferentThingsShareNoPool() {
    policy.propose(S, new Proposal.Group(members(0, 1), shared()));
    var scene =
        Scene.of(function(0).holding("a"), function(1).holding("b"))
            .policy(Role.SCALING, policy)
            .at(S);

    assertThat(policy.refusals())
        .containsExactly("function 1 holds another artifact than the first");
    assertThat(scene.pool(1)).isNotSameAs(scene.pool(0));
  }

  @Test
  void functionThatLeavesJoinsNoGroup() {
    policy.propose(S, new Proposal.Group(members(0, 1), shared()));
    Scene.of(function(0), function(1))
        .policy(Role.SCALING, policy)
        .submit(call(1).of(1))
        .retire(1)
        .at(S);

    assertThat(policy.refusals()).containsExactly("function 1 takes no more invocations");
  }

  @Test
  void memberOfAGroupMayRetireAlone() {
    var scene = warmGroup().submit(call(1).of(1)).retire(1).at(S + 4 * MS).ends(1);

    assertThat(scene.outcome(1)).isEqualTo(Outcome.ANSWERED);
    assertThat(scene.kernel().view().pools()).hasSize(1);
  }

  @Test
  void membersGoBackToTheirOwnPoolsWhenTheFirstRetires() {
    var scene = warmGroup().submit(call(1).of(1)).retire(0).destroyed();
    assertThat(scene.kernel().view().pools()).hasSize(1);

    assertThat(scene.created().ends(1).outcome(1)).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void whatIsLearnedOfTheFirstsRunsLeavesItsInstances() {
    var profile =
        new Profile(List.of(new Profile.Point(1_000, 0, 1, MS, Profile.Source.MEASURED)), 0);
    var first = function(0).with(Role.SCALING, "planner").revision();

    var scene = warmGroup();
    scene.kernel().deploy(S, first.withProfile(profile));

    assertThat(scene.pool(0).ready()).isEqualTo(1);
    assertThat(scene.pool(1)).isSameAs(scene.pool(0));
  }

  private static Configuration shared() {
    return new Configuration(Resources.of(2_000, 200), new Batching(4, S), 1);
  }

  private static List<Proposal.Group.Member> members(int first, int second) {
    return List.of(
        new Proposal.Group.Member(first, 10 * MS), new Proposal.Group.Member(second, 4 * MS));
  }

  private Scene proposing() {
    policy.propose(S, new Proposal.Group(members(0, 1), shared()));
    return Scene.of(function(0).with(Role.SCALING, "planner"), function(1))
        .suite("planner", Suite.Scope.POOL, (_, _) -> policy);
  }

  private Scene group() {
    return proposing().at(S);
  }

  private Scene warmGroup() {
    policy.desired = 1;
    return group().created();
  }
}
