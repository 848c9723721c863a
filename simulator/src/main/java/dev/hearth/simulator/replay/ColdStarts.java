package dev.hearth.simulator.replay;

import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Counts the instances that a live node started while a run was measured. */
final class ColdStarts {
  private ColdStarts() {}

  /** Of each model, in the plan's order. */
  static long[] during(Path file, Plan plan) {
    var told = Folder.json(JsonMapper.shared(), file, JsonNode.class);
    return plan.models().stream()
        .mapToLong(load -> count(told.path("after"), load) - count(told.path("before"), load))
        .toArray();
  }

  private static long count(JsonNode kernel, Plan.Load load) {
    long sum = 0;
    for (JsonNode served : kernel.path("models")) {
      if (served.path("model").asString("").equals(load.name())) {
        sum += served.path("coldStarts").asLong();
      }
    }
    return sum;
  }
}
