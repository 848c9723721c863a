package dev.hearth.node.graph;

/** Hears of every step that ended. On the event loop. */
@FunctionalInterface
public interface StepMeasures {
  /**
   * The end of a step that called a model or function.
   *
   * @param function whether it called a function
   * @param answered whether it has an answer
   * @param nanos from its start until then, waiting included
   * @param bytesIn of what it was given
   * @param bytesOut of what it answered, 0 without an answer
   */
  record End(
      String node,
      String step,
      boolean function,
      boolean answered,
      long nanos,
      long bytesIn,
      long bytesOut) {}

  void ended(End end);
}
