package dev.hearth.simulator;

import dev.hearth.kernel.Audit;
import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Change;
import dev.hearth.kernel.Invariant;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Members;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.NodeState;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Runs kernels in a virtual world and checks every invariant after every input. One seed decides
 * all that happens; nothing else does.
 */
public final class Simulation implements Surroundings {
  private static final long MILLISECOND = 1_000_000L;
  private static final long SECOND = 1_000 * MILLISECOND;

  /** Long enough after the last arrival for every limit, retry and back-off to have run out. */
  private static final long AFTERMATH = 3_600 * SECOND;

  private final Scenario scenario;
  private final EventQueue events = new EventQueue();
  private final SplittableRandom random;
  private final Links links;
  private final List<VirtualNode> nodes = new ArrayList<>();
  private final List<Audit> audits = new ArrayList<>();

  /** Whom each node owes an answer. */
  private final List<TreeSet<Long>> waiting = new ArrayList<>();

  private final TreeSet<Long> poison = new TreeSet<>();
  private final TreeMap<String, Integer> outcomes = new TreeMap<>();
  private final List<Audit.Violation> violations = new ArrayList<>();
  private Optional<String> after = Optional.empty();
  private long inputs;
  private long lastId;

  private Simulation(Scenario scenario, Seating seating) {
    this.scenario = scenario;
    this.random = new SplittableRandom(scenario.seed());
    this.links = new Links(events, random.split(), Network.USUAL, scenario.faults(), this::deliver);
    for (int node = 0; node < scenario.nodes(); node++) {
      var options =
          new KernelOptions(
              node, scenario.capacity(), scenario.limits(), scenario.policies(), scenario.seed());
      var added =
          new VirtualNode(
              options, scenario.faults(), this, events, random.split(), List.of(), seating);
      nodes.add(added);
      audits.add(new Audit(added.kernel()));
      waiting.add(new TreeSet<>());
    }
  }

  /** Runs a scenario to its end, or to the first input after which an invariant does not hold. */
  public static Verdict run(Scenario scenario, Seating seating) {
    return new Simulation(scenario, seating).run();
  }

  private Verdict run() {
    begin();
    long end = scenario.seconds() * SECOND;
    while (!events.isEmpty() && violations.isEmpty() && events.now() < end + AFTERMATH) {
      events.step();
    }
    if (violations.isEmpty()) {
      checkNothingLeft();
    }
    return new Verdict((int) lastId, outcomes, inputs, List.copyOf(violations), after);
  }

  private void begin() {
    for (var node : nodes) {
      for (var revision : scenario.functions()) {
        node.enter("deploy", (to, now) -> to.deploy(now, revision));
      }
      for (var other : nodes) {
        if (other != node) {
          tellOf(node, other, true);
        }
      }
      nextArrival(node);
    }
    nextRedeployment();
    events.in(SECOND, this::considerNodes);
    events.at(scenario.seconds() * SECOND, this::retireAll);
  }

  private void tellOf(VirtualNode node, VirtualNode other, boolean reachable) {
    var self = other.kernel().view().self();
    var state = new NodeState(other.node(), reachable, self.capacity(), self.free(), self.queued());
    node.enter("node", (to, now) -> to.node(now, state));
  }

  private boolean arriving() {
    return events.now() < scenario.seconds() * SECOND;
  }

  private void nextArrival(VirtualNode node) {
    double gap = -StrictMath.log(1 - random.nextDouble()) / scenario.arrivalsPerSecond();
    events.in((long) (gap * SECOND), () -> arrive(node));
  }

  private void arrive(VirtualNode node) {
    if (!arriving()) {
      return;
    }
    submit(node);
    nextArrival(node);
  }

  private void submit(VirtualNode node) {
    var revision = scenario.functions().get(random.nextInt(scenario.functions().size()));
    long id = ++lastId;
    int rows = 1 + random.nextInt(revision.configuration().batching().maxRows() + 1) / 2;
    long patience = (20 + random.nextLong(2_000)) * MILLISECOND;
    long now = node.clock();
    var invocation =
        new Invocation(
            id,
            revision.function(),
            0,
            rows,
            random.nextInt(3),
            now + patience / 2,
            now + patience);
    waiting.get(node.node()).add(id);
    if (random.nextDouble() < scenario.faults().poison()) {
      poison.add(id);
    }
    node.submit(invocation);
    if (random.nextDouble() < scenario.cancels()) {
      events.in(
          random.nextLong(100) * MILLISECOND,
          () -> node.enter("cancel", (to, at) -> to.cancel(at, id, Cause.CALLER)));
    }
  }

  private void nextRedeployment() {
    if (scenario.redeploys() > 0) {
      events.in((long) (SECOND / scenario.redeploys()), this::redeploy);
    }
  }

  private void redeploy() {
    if (arriving()) {
      var node = nodes.get(random.nextInt(nodes.size()));
      var revision = scenario.functions().get(random.nextInt(scenario.functions().size()));
      if (random.nextBoolean()) {
        node.enter("retire", (to, now) -> to.retire(now, revision.function()));
      }
      node.enter("deploy", (to, now) -> to.deploy(now, revision));
      nextRedeployment();
    }
  }

  private void considerNodes() {
    for (var lost : nodes) {
      if (nodes.size() > 1 && random.nextDouble() < scenario.faults().nodeLost()) {
        tellOthers(lost, false);
        events.in(random.nextLong(3) * SECOND, () -> tellOthers(lost, true));
      }
    }
    if (arriving()) {
      events.in(SECOND, this::considerNodes);
    }
  }

  private void tellOthers(VirtualNode about, boolean reachable) {
    for (var node : nodes) {
      if (node != about) {
        tellOf(node, about, reachable);
      }
    }
  }

  private void retireAll() {
    for (var node : nodes) {
      for (Revision revision : scenario.functions()) {
        node.enter("retire", (to, now) -> to.retire(now, revision.function()));
      }
    }
  }

  private void deliver(int from, int to, Message message) {
    nodes.get(to).message(from, message);
  }

  @Override
  public long changeNanos(int node, int instance, Change what) {
    return switch (what) {
          case Change.Create _ -> 20 + random.nextLong(180);
          case Change.Destroy _ -> 1 + random.nextLong(10);
          case Change.Bind _, Change.Prepare _, Change.Load _, Change.Unload _ ->
              1 + random.nextLong(20);
        }
        * MILLISECOND;
  }

  @Override
  public long runNanos(int node, int instance, Members members) {
    return (2 + random.nextLong(8) + members.rows()) * MILLISECOND;
  }

  @Override
  public boolean poisonous(long id) {
    return poison.contains(id);
  }

  @Override
  public void send(int from, int to, Message message) {
    links.send(from, to, message);
  }

  @Override
  public void replied(int node, long id, Outcome outcome) {
    if (!waiting.get(node).remove(id)) {
      violations.add(
          new Audit.Violation(
              Invariant.ONE_OUTCOME,
              "node %d gave invocation %d the outcome %s that nobody waits for"
                  .formatted(node, id, outcome)));
    }
    outcomes.merge(outcome.getClass().getSimpleName(), 1, Integer::sum);
  }

  @Override
  public void entered(VirtualNode node, String what) {
    inputs++;
    var audit = audits.get(node.node());
    violations.addAll(audit.check());
    for (long id : waiting.get(node.node())) {
      if (!audit.holds(id)) {
        violations.add(
            new Audit.Violation(Invariant.ONE_OUTCOME, "invocation " + id + " was forgotten"));
      }
    }
    if (!violations.isEmpty() && after.isEmpty()) {
      after = Optional.of("input %d, %s, at node %d".formatted(inputs, what, node.node()));
    }
  }

  private void checkNothingLeft() {
    for (var node : nodes) {
      if (!audits.get(node.node()).isEmpty()) {
        violations.add(
            new Audit.Violation(
                Invariant.LEDGER, "node " + node.node() + " still holds something at the end"));
      }
    }
    for (var owed : waiting) {
      for (long id : owed) {
        violations.add(
            new Audit.Violation(
                Invariant.ONE_OUTCOME, "invocation " + id + " has no outcome at the end"));
      }
    }
  }
}
