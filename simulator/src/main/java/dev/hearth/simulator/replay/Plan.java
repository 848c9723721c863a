package dev.hearth.simulator.replay;

import dev.hearth.simulator.trace.TraceException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is replayed, as {@code hearth bench --replay} writes it into {@code plan.json}.
 *
 * @param seed of the arrivals
 * @param warmUpNanos the part of the length that is not measured
 */
public record Plan(long seed, long lengthNanos, long warmUpNanos, List<Load> models) {
  public Plan {
    models = List.copyOf(models);
  }

  /**
   * The load of one model.
   *
   * @param trace a file or folder, absolute
   * @param format with settings, empty to find out
   * @param fromNanos where in the trace the replay begins
   * @param rate mean requests a second that the trace is thinned to; 0 leaves it as it is
   * @param objectiveNanos latency within which an answer is a good one
   * @param rows of each request
   */
  public record Load(
      String name,
      String trace,
      String format,
      long fromNanos,
      double rate,
      long objectiveNanos,
      int rows) {}

  /** The form of a folder; those from before it was written down are in form 1. */
  private static final int FORM = 1;

  static Plan read(Path folder) {
    Path file = folder.resolve("plan.json");
    JsonNode plan = Folder.json(JsonMapper.shared(), file, JsonNode.class);
    int form = plan.path("form").asInt(FORM);
    if (form != FORM) {
      throw new TraceException(
          "%s was written by a newer Hearth, in form %d where this one knows %d; replay it with that one, or measure again with 'hearth bench --replay PLAN --out DIR'"
              .formatted(file, form, FORM));
    }
    return Folder.json(JsonMapper.shared(), file, Plan.class);
  }

  double measuredSeconds() {
    return (lengthNanos - warmUpNanos) / 1e9;
  }
}
