package dev.hearth.simulator.replay;

import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Revision;
import dev.hearth.simulator.trace.TraceException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** What a node said of itself, {@code GET /admin/v1/kernel}, as {@code node.json} keeps it. */
record NodeFile(
    int cores, int runThreads, long timerNanos, KernelOptions options, List<Served> models) {
  /** One version of a model. */
  record Served(
      String model,
      String version,
      Revision revision,
      long coldStarts,
      double coldStartMeanNanos) {}

  static NodeFile read(Path file) {
    return Folder.json(JsonMapper.shared(), file, NodeFile.class);
  }

  /** The last of the versions that are served. */
  Served of(String model) {
    return models.stream()
        .filter(served -> served.model().equals(model))
        .reduce((_, later) -> later)
        .orElseThrow(() -> new TraceException("the node serves no model '%s'".formatted(model)));
  }
}
