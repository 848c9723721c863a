package dev.hearth.simulator;

/**
 * How often what goes wrong. Probabilities are for each occasion, from 0 to 1.
 *
 * @param startFails a start answers that it failed
 * @param startHangs a start is never answered
 * @param slowStart a start takes fifty times as long
 * @param destroyFails a destroy fails or its answer is lost; the fourth try works
 * @param poison an invocation fails whatever batch it is in
 * @param runHangs a run does not end by itself
 * @param abortIgnored a run does not end when told to
 * @param slowRun a run takes twenty times as long
 * @param dies an instance goes away during a run
 * @param overruns a run uses more memory than its instance reserved
 * @param messageLost a message between nodes does not arrive
 * @param messageDuplicated a message arrives twice
 * @param messageLate a message takes a hundred times as long
 * @param clockJumps a node's clock jumps, either way, before it hears of something
 * @param nodeLost a node is unreachable for a while; asked once for each node and second
 * @param planFails a planner fails or takes longer than its budget
 */
public record Faults(
    double startFails,
    double startHangs,
    double slowStart,
    double destroyFails,
    double poison,
    double runHangs,
    double abortIgnored,
    double slowRun,
    double dies,
    double overruns,
    double messageLost,
    double messageDuplicated,
    double messageLate,
    double clockJumps,
    double nodeLost,
    double planFails) {
  public static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** All of it, often. */
  public static final Faults HARSH =
      new Faults(
          0.1, 0.05, 0.1, 0.3, 0.02, 0.02, 0.3, 0.1, 0.02, 0.02, 0.1, 0.1, 0.1, 0.001, 0.05, 0.2);
}
