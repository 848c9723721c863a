package dev.hearth.kernel;

import static dev.hearth.kernel.Call.call;
import static dev.hearth.kernel.Deployment.function;
import static dev.hearth.kernel.Scene.MS;
import static dev.hearth.kernel.Scene.S;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.FakeWorld.Effect;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A witness hears everything and changes nothing. */
class WitnessTest {
  private final List<String> heard = new ArrayList<>();

  private Witness witness() {
    return (Witness)
        Proxy.newProxyInstance(
            Witness.class.getClassLoader(),
            new Class<?>[] {Witness.class},
            (_, method, arguments) -> {
              heard.add(method.getName() + " at " + arguments[0]);
              return null;
            });
  }

  private List<String> kinds() {
    return heard.stream().map(each -> each.substring(0, each.indexOf(' '))).distinct().toList();
  }

  /** Batches, cold starts, an eviction, proposals done and refused, loss, and scaling to zero. */
  private static Scene story(Witness witness) {
    var planner = new FakePlanner(Event.Kind.SAMPLED);
    planner.propose(
        10 * S,
        new Proposal.Keep(2, 100 * S),
        new Proposal.Start(7, function(7).configuration(), 1));
    var scene =
        Scene.of(function(0).batch(2, 5 * MS), function(1).memory(100))
            .memory(200)
            .policy(Role.SCALING, planner);
    scene.kernel().witness(witness);
    return scene
        .submit(1, 2)
        .created()
        .submit(3)
        .at(6 * MS)
        .ends(1)
        .submit(call(4).of(1))
        .created()
        .at(20 * S)
        .submit(call(5).of(1))
        .destroyed()
        .created()
        .at(200 * S)
        .destroyed();
  }

  @Test
  void everyKindOfAnswerAndChangeIsHeard() {
    story(witness());
    List<String> all =
        Arrays.stream(Witness.class.getDeclaredMethods())
            .filter(method -> !Modifier.isStatic(method.getModifiers()))
            .map(Method::getName)
            .toList();

    assertThat(kinds()).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void theKernelDoesTheSameWithAWitnessAsWithout() {
    var with = story(witness());
    var without = story(Witness.NONE);

    assertThat(heard).isNotEmpty();
    assertThat(with.world.all(Effect.class)).isEqualTo(without.world.all(Effect.class));
    assertThat(with.world.outcomes()).isEqualTo(without.world.outcomes());
  }

  @Test
  void theSameStoryIsHeardTheSameWay() {
    story(witness());
    var first = List.copyOf(heard);
    heard.clear();
    story(witness());

    assertThat(heard).isEqualTo(first);
  }

  @Test
  void whoAnswersIsWhoWasAppointed() {
    var planner = new FakePlanner();
    var scene = Scene.of(function(0)).policy(Role.SCALING, planner).at(0);
    var appointed = scene.kernel().appointed(0, Role.SCALING);

    assertThat(appointed.policy()).isSameAs(planner);
    assertThat(appointed.suite()).isEqualTo("SCALING");
  }

  @Test
  void anEvictionIsHeardBeforeTheInstanceStops() {
    story(witness());
    var evicted =
        heard.indexOf(
            heard.stream().filter(it -> it.startsWith("evicted")).findFirst().orElseThrow());

    assertThat(heard.get(evicted + 1)).startsWith("became");
  }
}
