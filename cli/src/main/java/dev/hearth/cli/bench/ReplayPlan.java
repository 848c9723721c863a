package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What a replay sends: models, each with the shape of its load and what is wanted of it.
 *
 * @param seed of arrivals and random data
 * @param length of a run
 * @param warmUp the part of it, from its start on, that is not measured
 * @param calibration how long each model is called alone before the runs
 */
record ReplayPlan(
    long seed, Duration length, Duration warmUp, Duration calibration, List<Model> models) {
  private static final Set<String> KEYS =
      Set.of("seed", "length", "warm-up", "calibration", "models");
  private static final int MOST_MODELS = 64;

  /**
   * One model's load.
   *
   * @param trace a file or folder as {@code hearth simulate --trace} takes it
   * @param rate mean requests a second that the trace is thinned to; 0 leaves it as it is
   * @param input options of {@code hearth bench} that say what is sent
   */
  record Model(
      String name,
      Path trace,
      String format,
      Duration from,
      double rate,
      Duration objective,
      InputOptions input) {}

  ReplayPlan {
    models = List.copyOf(models);
  }

  static ReplayPlan read(Path file) {
    JsonNode yaml = parsed(file);
    ReplayFields fields = new ReplayFields("the plan", yaml, KEYS);
    long seed = fields.whole("seed", 1);
    Duration length = fields.duration("length", "60s");
    Duration warmUp = fields.duration("warm-up", "5s");
    if (warmUp.compareTo(length) >= 0) {
      throw Arguments.usage(
          "the plan's warm-up of %s leaves nothing of its length of %s".formatted(warmUp, length));
    }
    return new ReplayPlan(
        seed, length, warmUp, fields.duration("calibration", "3s"), models(yaml, file, seed));
  }

  private static JsonNode parsed(Path file) {
    try {
      return YAMLMapper.shared().readTree(Arguments.read(file));
    } catch (JacksonException e) {
      throw new CommandFailure(
          CommandFailure.USAGE, "'%s' is not YAML: %s".formatted(file, e.getOriginalMessage()));
    }
  }

  private static List<Model> models(JsonNode yaml, Path file, long seed) {
    var models = new ArrayList<Model>();
    var names = new HashSet<String>();
    for (JsonNode each : yaml.path("models")) {
      Model model = ReplayFields.model(each, file, seed);
      if (!names.add(model.name())) {
        throw Arguments.usage("the plan names the model '%s' twice".formatted(model.name()));
      }
      models.add(model);
    }
    if (models.isEmpty() || models.size() > MOST_MODELS) {
      throw Arguments.usage(
          "the plan needs from 1 to %d models, a list under 'models', not %d"
              .formatted(MOST_MODELS, models.size()));
    }
    return models;
  }

  /** What the simulator reads: the same with absolute paths and times in nanoseconds. */
  ObjectNode json() {
    ObjectNode plan = JsonMapper.shared().createObjectNode();
    plan.put("form", 1)
        .put("seed", seed)
        .put("lengthNanos", length.toNanos())
        .put("warmUpNanos", warmUp.toNanos());
    var list = plan.putArray("models");
    for (Model model : models) {
      list.addObject()
          .put("name", model.name())
          .put("trace", model.trace().toString())
          .put("format", model.format())
          .put("fromNanos", model.from().toNanos())
          .put("rate", model.rate())
          .put("objectiveNanos", model.objective().toNanos())
          .put("rows", model.input().batch());
    }
    return plan;
  }
}
