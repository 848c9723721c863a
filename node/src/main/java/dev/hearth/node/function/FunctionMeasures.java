package dev.hearth.node.function;

import dev.hearth.functions.InvokeEnd;
import dev.hearth.sandbox.Timeline;
import java.util.function.Function;

/** What is counted of one version of a function. On the event loop. */
public interface FunctionMeasures {
  /** Counts nothing. */
  FunctionMeasures NONE = new FunctionMeasures() {};

  /** A call came. */
  default void asked() {}

  /** A call ended, so long after it arrived. */
  default void ended(InvokeEnd end, long nanos) {}

  /** An instance is ready; creation and the code's own start took so long. */
  default void started(Timeline timeline, long nanos) {}

  /** An instance did not start. */
  default void startFailed(String message) {}

  /** Nothing is left of the version. */
  default void close() {}

  /** Opens the measures of versions that begin to be served. */
  interface Source extends Function<Served, FunctionMeasures> {
    Source NONE = _ -> FunctionMeasures.NONE;
  }
}
