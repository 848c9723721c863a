package dev.hearth.cli.bench;

import dev.hearth.cli.NodeClient;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls each model alone, one request after the other, to learn what a request costs beside its
 * run: latencies as the caller sees them, and what node and generator counted meanwhile.
 */
final class Calibration {
  private static final int FEWEST_CALLS = 20;
  private static final long TIMEOUT_MS = 60_000;

  private final Wire wire;
  private final NodeClient node;
  private final Duration each;

  Calibration(Wire wire, NodeClient node, Duration each) {
    this.wire = wire;
    this.node = node;
    this.each = each;
  }

  ObjectNode of(List<Replay.Sent> models) {
    ObjectNode found = JsonMapper.shared().createObjectNode();
    ArrayNode list = found.putArray("models");
    for (Replay.Sent model : models) {
      // The first calls start the instance and warm up what is compiled.
      calls(model, JsonMapper.shared().createArrayNode());
      measure(model, list.addObject());
    }
    return found;
  }

  private void measure(Replay.Sent model, ObjectNode to) {
    to.put("name", model.model().name());
    to.set("before", seen(model));
    CpuTime before = CpuTime.now();
    calls(model, to.putArray("latencyNanos"));
    to.put("generatorCpuNanos", CpuTime.now().since(before).cpuNanos());
    to.set("after", seen(model));
  }

  /** What the node counted until now. */
  private ObjectNode seen(Replay.Sent model) {
    ObjectNode seen = JsonMapper.shared().createObjectNode();
    seen.put("nodeCpuNanos", node.get("/admin/v1/kernel").path("cpuNanos").asLong());
    JsonNode statistics = node.get(NodeClient.path("/v2/models/", model.model().name()) + "/stats");
    seen.set("statistics", statistics.path("model_stats"));
    return seen;
  }

  private void calls(Replay.Sent model, ArrayNode latencies) {
    long until = System.nanoTime() + each.toNanos();
    for (int call = 0; call < FEWEST_CALLS || System.nanoTime() < until; call++) {
      Request request = model.requests().get(call % model.requests().size());
      long since = System.nanoTime();
      Attempts.require(wire.call(request, TIMEOUT_MS), "refuses the request");
      latencies.add(System.nanoTime() - since);
    }
  }
}
