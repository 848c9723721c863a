package dev.hearth.node;

import dev.hearth.inference.EngineTime;
import dev.hearth.node.trace.RunParts;

/**
 * Where the time of a run went, in nanoseconds.
 *
 * @param since when it began, by {@link System#nanoTime}; 0 if there was none
 * @param input before the engine was entered: gathering of a batch, tokenizing and the like
 * @param engine inside it
 * @param output after it and between its runs: pooling, parting of a batch and the like
 */
record RunTimes(long since, long input, long engine, long output) {
  static final RunTimes NONE = new RunTimes(0, 0, 0, 0);

  /** Of a run that started at {@code since} and ends now. */
  static RunTimes of(long since, EngineTime engine) {
    long whole = System.nanoTime() - since;
    long input = engine.before(since);
    return new RunTimes(since, input, engine.nanos(), whole - input - engine.nanos());
  }

  /** The same by a clock that is so far ahead of {@link System#nanoTime}. */
  RunParts parts(long ahead) {
    return since == 0 ? RunParts.UNKNOWN : new RunParts(since + ahead, input, engine, output);
  }
}
