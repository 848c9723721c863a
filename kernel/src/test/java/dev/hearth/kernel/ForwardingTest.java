package dev.hearth.kernel;

import static dev.hearth.kernel.Call.call;
import static dev.hearth.kernel.Deployment.function;
import static dev.hearth.kernel.Scene.S;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Node 0 as an ingress that forwards to node 1, and as the node that is asked by node 7. */
class ForwardingTest {
  private static final Outcome FULL =
      new Outcome.Rejected(Outcome.Refusal.QUEUE_FULL, "no room", S);

  @Test
  void forwardedInvocationCarriesTheTimeThatRemains() {
    var scene =
        ingress(function(0)).at(S).submit(call(4).rows(1).shape(6).startBy(3 * S).answerBy(5 * S));

    assertThat(scene.sentTo(1))
        .containsExactly(
            new Message.Forward(0, 4, 1, 0, 0, 1, 6, 2 * S, 4 * S, Invocation.NO_CALLER));
    assertThat(scene.creates()).isEmpty();
  }

  @Test
  void answerOfTheOtherNodeIsTheReply() {
    var scene = ingress(function(0)).submit(1).hears(1, answer(1, 1, Outcome.ANSWERED));

    assertThat(scene.outcome(1)).isEqualTo(Outcome.ANSWERED);
    assertThat(scene.isEmpty()).isTrue();
  }

  @Test
  void duplicateAnswerIsIgnored() {
    var answer = answer(1, 1, Outcome.ANSWERED);
    var scene = ingress(function(0)).submit(1).hears(1, answer).hears(1, answer);

    assertThat(scene.world.outcomes()).hasSize(1);
  }

  @Test
  void otherNodeIsAskedAgainWhereNoAnswerCame() {
    var scene = ingress(function(0)).submit(1).at(S - 1);
    assertThat(scene.sentTo(1)).hasSize(1);

    assertThat(scene.at(S).sentTo(1)).last().extracting("attempt").isEqualTo(2);
  }

  @Test
  void invocationRunsHereWhereTheOtherNodeNeverAnswers() {
    var scene = ingress(function(0)).submit(1).at(3 * S).created();

    assertThat(scene.sentTo(1)).hasSize(3);
    assertThat(scene.runs()).containsExactly(List.of(1L));
  }

  @Test
  void lateAnswerIsIgnoredWhereTheInvocationRunsHere() {
    var scene =
        ingress(function(0)).submit(1).at(3 * S).created().hears(1, answer(1, 3, Outcome.ANSWERED));
    assertThat(scene.answered(1)).isFalse();

    assertThat(scene.ends(1).outcome(1)).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void invocationThatMustNotRunTwiceWaitsForItsDeadline() {
    var scene = ingress(function(0).notIdempotent()).submit(call(1).answerBy(60 * S)).at(60 * S);

    assertThat(scene.outcome(1)).isEqualTo(new Outcome.TimedOut(Outcome.Stage.FORWARDED));
    assertThat(scene.creates()).isEmpty();
  }

  @Test
  void forwardedInvocationThatTimesOutIsWithdrawn() {
    var scene = ingress(function(0)).submit(call(1).answerBy(S / 2)).at(S / 2);

    assertThat(scene.sentTo(1)).last().isEqualTo(new Message.Withdraw(0, 1));
  }

  @Test
  void invocationTurnedAwayIsRoutedAgain() {
    var scene = ingress(function(0)).submit(1).hears(1, answer(1, 1, FULL));

    assertThat(scene.sentTo(1)).last().extracting("attempt").isEqualTo(2);
  }

  @Test
  void invocationTurnedAwayThreeTimesRunsHere() {
    var scene = ingress(function(0)).submit(1);
    for (int attempt = 1; attempt <= 3; attempt++) {
      scene.hears(1, answer(1, attempt, FULL));
    }

    assertThat(scene.created().runs()).containsExactly(List.of(1L));
  }

  @Test
  void rejectionOfANodeAskedBeforeIsIgnored() {
    var scene = ingress(function(0)).submit(1).hears(2, answer(1, 1, FULL));

    assertThat(scene.sentTo(1)).hasSize(1);
  }

  @Test
  void invocationOfALostNodeRunsHere() {
    var scene =
        Scene.of(function(0))
            .policy(Role.ROUTING, new ToReachable())
            .nodeIs(1, true)
            .submit(1)
            .nodeIs(1, false)
            .created();

    assertThat(scene.runs()).containsExactly(List.of(1L));
  }

  @Test
  void invocationThatMustNotRunTwiceFailsWithItsNode() {
    var scene = ingress(function(0).notIdempotent()).submit(1).nodeIs(1, false);

    assertThat(scene.outcome(1))
        .isEqualTo(
            new Outcome.Failed(Outcome.Fault.INSTANCE_LOST, "node 1 was lost while it ran this"));
  }

  @Test
  void invocationsOfOtherNodesAreUnhurtByALostOne() {
    var scene = ingress(function(0)).submit(1).nodeIs(2, false);

    assertThat(scene.sentTo(1)).hasSize(1);
    assertThat(scene.answered(1)).isFalse();
  }

  @Test
  void askedNodeRunsTheInvocationAndAnswersTheIngress() {
    var scene = asked(function(0)).hears(7, forward(5, 1)).created().ends(1);

    assertThat(scene.sentTo(7)).containsExactly(new Message.Answer(7, 5, 1, Outcome.ANSWERED));
    assertThat(scene.world.outcomes()).isEmpty();
  }

  @Test
  void duplicateForwardRunsOnce() {
    var scene = asked(function(0)).hears(7, forward(5, 1)).hears(7, forward(5, 2)).created();

    assertThat(scene.runs()).hasSize(1);
    assertThat(scene.ends(1).sentTo(7))
        .containsExactly(new Message.Answer(7, 5, 2, Outcome.ANSWERED));
  }

  @Test
  void forwardAfterTheAnswerIsAnsweredAgainWithoutARun() {
    var scene =
        asked(function(0)).hears(7, forward(5, 1)).created().ends(1).hears(7, forward(5, 2));

    assertThat(scene.runs()).hasSize(1);
    assertThat(scene.sentTo(7)).last().isEqualTo(new Message.Answer(7, 5, 2, Outcome.ANSWERED));
  }

  @Test
  void forwardedInvocationIsNotForwardedOn() {
    var scene = ingress(function(0)).hears(7, forward(5, 1));

    assertThat(scene.sentTo(1)).isEmpty();
    assertThat(scene.creates()).containsExactly(1);
  }

  @Test
  void forwardOfAnUnknownFunctionIsTurnedAway() {
    var scene = Scene.of(function(3)).hears(7, forward(5, 1));

    assertThat(scene.sentTo(7))
        .singleElement()
        .extracting("outcome.reason")
        .isEqualTo(Outcome.Refusal.NO_SUCH_FUNCTION);
  }

  @Test
  void withdrawnForwardNeverRuns() {
    var scene = asked(function(0)).hears(7, forward(5, 1)).hears(7, new Message.Withdraw(7, 5));

    assertThat(scene.created().runs()).isEmpty();
    assertThat(scene.sentTo(7))
        .containsExactly(new Message.Answer(7, 5, 1, new Outcome.Cancelled(Cause.CALLER)));
  }

  @Test
  void forwardWithoutADeadlineDoesNotTimeOut() {
    var endless = new Message.Forward(7, 5, 1, 0, 0, 1, 0, Long.MAX_VALUE, Long.MAX_VALUE, 3);
    var scene = asked(function(0)).at(S).hears(7, endless).at(2 * S);

    assertThat(scene.sentTo(7)).isEmpty();
  }

  @Test
  void onlyTheLatestAnswersAreRemembered() {
    var scene = asked(function(0)).bounds(Bounds.bounds().forwardHistory(3));
    for (int id = 1; id <= 10; id++) {
      scene.hears(7, forward(id, 1)).created().ends(id);
    }

    assertThat(scene.kernel().forwarding.remembered()).isEqualTo(3);
  }

  @Test
  void invocationsOfTwoNodesMayHaveTheSameId() {
    var scene = asked(function(0).scale(0, 1)).submit(5).hears(7, forward(5, 1)).created().ends(1);

    assertThat(scene.outcome(5)).isEqualTo(Outcome.ANSWERED);
    assertThat(scene.sentTo(7)).isEmpty();
  }

  private static Scene ingress(Deployment deployment) {
    return Scene.of(deployment).policy(Role.ROUTING, Fakes.toNode(1));
  }

  private static Scene asked(Deployment deployment) {
    return Scene.of(deployment);
  }

  private static Message answer(long id, int attempt, Outcome outcome) {
    return new Message.Answer(0, id, attempt, outcome);
  }

  private static Message forward(long id, int attempt) {
    return new Message.Forward(7, id, attempt, 0, 0, 1, 0, 100 * S, 100 * S, Invocation.NO_CALLER);
  }

  private record ToReachable() implements RoutingPolicy {
    @Override
    public Route route(long now, InvocationView invocation, PoolView pool, View view) {
      return view.nodes().stream()
          .filter(node -> node.node() != view.self().node() && node.reachable())
          .<Route>map(node -> new Route.ToNode(node.node()))
          .findFirst()
          .orElse(Route.POOL);
    }
  }
}
