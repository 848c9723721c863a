package dev.hearth.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.kernel.Change;
import dev.hearth.kernel.Inputs;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Limits;
import dev.hearth.kernel.Members;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.Plan;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.Planner;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.policies.Registry;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VirtualPlanningTest {
  private static final long MILLI = 1_000_000;
  private static final Plan GOOD = new Plan(true, List.of(1.0));

  /** A plan the kernel heard of, and when. */
  private record Heard(long at, Plan plan) {}

  private static final class Known implements Planner {
    @Override
    public String id() {
      return "known";
    }

    @Override
    public Plan plan(PlanRequest request) {
      return GOOD;
    }
  }

  /** Nothing happens around the node. */
  private static final class Nothing implements Surroundings {
    @Override
    public long changeNanos(int node, int instance, Change what) {
      return 1;
    }

    @Override
    public long runNanos(int node, int instance, Members members) {
      return 1;
    }

    @Override
    public void send(int from, int to, Message message) {}

    @Override
    public void replied(int node, long invocation, Outcome outcome) {}
  }

  private final EventQueue events = new EventQueue();
  private final List<Heard> heard = new ArrayList<>();

  private VirtualNode node(Faults faults) {
    var options =
        new KernelOptions(
            0, Resources.of(1_000, 1L << 30), Limits.DEFAULTS, PolicyChoice.DEFAULTS, 0);
    return new VirtualNode(
        options,
        faults,
        new Nothing(),
        events,
        new SplittableRandom(1),
        List.of(new Known()),
        (its, world) -> {
          var kernel = new Kernel(its, new Registry(), world);
          return new Seating.Seat(kernel, listening(kernel));
        });
  }

  private Inputs listening(Kernel kernel) {
    return (Inputs)
        Proxy.newProxyInstance(
            Inputs.class.getClassLoader(),
            new Class<?>[] {Inputs.class},
            (_, method, arguments) -> {
              if (method.getName().equals("planned")) {
                heard.add(new Heard((Long) arguments[0], (Plan) arguments[2]));
              }
              return method.invoke(kernel, arguments);
            });
  }

  private List<Heard> asked(Faults faults, String planner, int numbers, long budget) {
    var request = new PlanRequest(planner, 0, Collections.nCopies(numbers, 1.0), 0, budget);
    node(faults).plan(1, request);
    while (!events.isEmpty()) {
      events.step();
    }
    return heard;
  }

  @Test
  void aLargerQuestionTakesLonger() {
    asked(Faults.NONE, "known", 10, 1_000 * MILLI);
    asked(Faults.NONE, "known", 1_000, 1_000 * MILLI);
    assertThat(heard).extracting(Heard::plan).containsOnly(GOOD);
    long first = heard.get(0).at();
    long second = heard.get(1).at() - first;
    assertThat(first).isPositive();
    assertThat(second).isGreaterThan(first);
  }

  @Test
  void aQuestionTooLargeForItsBudgetHasNoPlanWhenItIsOver() {
    asked(Faults.NONE, "known", 100_000, 5 * MILLI);
    assertThat(heard).containsExactly(new Heard(5 * MILLI, Plan.NONE));
  }

  @Test
  void aPlannerThatFailsHasNoPlan() {
    var always = new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    assertThat(asked(always, "known", 10, 1_000 * MILLI))
        .extracting(Heard::plan)
        .containsExactly(Plan.NONE);
  }

  @Test
  void nobodyKnowsAnAnswerOfAPlannerThatIsNotThere() {
    assertThat(asked(Faults.NONE, "stranger", 10, 1_000 * MILLI))
        .extracting(Heard::plan)
        .containsExactly(Plan.NONE);
  }
}
