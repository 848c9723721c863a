package dev.hearth.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** Lists what is deployed. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists what is deployed.")
final class ListModels implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Override
  public Integer call() {
    var models = common.client().get("/admin/v1/models").path("models");
    if (common.json()) {
      common.print(models);
    } else if (models.isEmpty()) {
      common.print("nothing is deployed; 'hearth deploy FILE' deploys a manifest");
    } else {
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("NAME", "VERSION", "TRAFFIC", "INSTANCES", "QUEUED", "MAX BATCH", "FROM"));
      models.forEach(
          model -> model.path("versions").forEach(version -> rows.add(row(model, version))));
      common.print(Table.of(rows));
    }
    return 0;
  }

  private static List<String> row(JsonNode model, JsonNode version) {
    return List.of(
        model.path("name").asString(),
        version.path("version").asString(),
        version.path("loaded").asBoolean() ? version.path("traffic").asInt() + "%" : "unloaded",
        instances(version.path("instances")),
        Integer.toString(version.path("queued").asInt()),
        Integer.toString(model.path("batching").path("maxSize").asInt()),
        version.path("from").asString());
  }

  private static String instances(JsonNode byState) {
    var parts = new ArrayList<String>();
    byState
        .properties()
        .forEach(state -> parts.add(state.getValue().asInt() + " " + state.getKey()));
    return parts.isEmpty() ? "0" : String.join(", ", parts);
  }
}
