package dev.hearth.simulator.replay;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one request of a model costs beside its engine's run, measured while the model was called
 * alone: {@code calibration.json}.
 *
 * @param aroundNanos from when it should be sent until the node has it, and from the node's answer
 *     until the caller has it, together
 * @param handOffNanos from the end of a run until the node answers
 * @param besideRunNanos within a run, before and after the engine's: gathering, pre- and
 *     post-processing
 * @param engineNanos the engine's part of a run of one request
 * @param cpuNanos CPU that generator and node take for it beside the run
 */
record Overheads(
    double aroundNanos,
    double handOffNanos,
    double besideRunNanos,
    double engineNanos,
    double cpuNanos) {
  static final Overheads NONE = new Overheads(0, 0, 0, 0, 0);

  /** Of each model, in the plan's order. */
  static List<Overheads> read(Path folder) {
    var all = new ArrayList<Overheads>();
    var root = Folder.json(JsonMapper.shared(), folder.resolve("calibration.json"), JsonNode.class);
    for (JsonNode model : root.path("models")) {
      all.add(of(model));
    }
    return all;
  }

  private static Overheads of(JsonNode model) {
    int calls = model.path("latencyNanos").size();
    double seen = 0;
    for (JsonNode latency : model.path("latencyNanos")) {
      seen += latency.asDouble() / calls;
    }
    double answered = each(model, "success");
    double queued = each(model, "queue");
    double engine = each(model, "compute_infer");
    double beside = each(model, "compute_input") + each(model, "compute_output");
    double node =
        model.path("after").path("nodeCpuNanos").asDouble()
            - model.path("before").path("nodeCpuNanos").asDouble();
    double cpu = (model.path("generatorCpuNanos").asDouble() + node) / calls;
    return new Overheads(
        Math.max(0, seen - answered),
        Math.max(0, answered - queued - engine - beside),
        beside,
        engine,
        Math.max(0, cpu - engine - beside));
  }

  /** Mean of one duration over the calls between the two looks at the node's statistics. */
  private static double each(JsonNode model, String duration) {
    double count = sum(model, "after", duration, "count") - sum(model, "before", duration, "count");
    double nanos = sum(model, "after", duration, "ns") - sum(model, "before", duration, "ns");
    return count <= 0 ? 0 : nanos / count;
  }

  private static double sum(JsonNode model, String when, String duration, String what) {
    double sum = 0;
    for (JsonNode version : model.path(when).path("statistics")) {
      sum += version.path("inference_stats").path(duration).path(what).asDouble();
    }
    return sum;
  }
}
