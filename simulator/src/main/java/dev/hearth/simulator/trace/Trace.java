package dev.hearth.simulator.trace;

import dev.hearth.simulator.workload.Workload;
import java.util.List;

/**
 * A trace that was read.
 *
 * @param format what it was read as
 * @param rows how many were used
 * @param skipped how many were malformed and left out
 * @param examples places and reasons of the first of those
 */
public record Trace(
    String format, Workload workload, long rows, long skipped, List<String> examples) {
  public Trace {
    examples = List.copyOf(examples);
  }
}
