package dev.hearth.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lists what is deployed. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists what is deployed.")
final class ListDeployed implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Override
  public Integer call() {
    var models = common.client().get("/admin/v1/models").path("models");
    var functions = common.client().get("/admin/v1/functions").path("functions");
    var graphs = common.client().get("/admin/v1/graphs").path("graphs");
    if (common.json()) {
      var all = JsonMapper.shared().createArrayNode();
      models.forEach(all::add);
      functions.forEach(all::add);
      graphs.forEach(all::add);
      common.print(all);
    } else if (models.isEmpty() && functions.isEmpty() && graphs.isEmpty()) {
      common.print("nothing is deployed; 'hearth deploy FILE' deploys a manifest");
    } else {
      show(models, functions);
      show(graphs);
    }
    return 0;
  }

  private void show(JsonNode graphs) {
    if (!graphs.isEmpty()) {
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("GRAPH", "VERSION", "STEPS", "CALLS", "MISSING"));
      graphs.forEach(
          graph ->
              rows.add(
                  List.of(
                      graph.path("name").asString(),
                      graph.path("version").asString(),
                      Integer.toString(graph.path("steps").asInt()),
                      words(graph.path("services")),
                      words(graph.path("missing")))));
      common.print(Table.of(rows));
    }
  }

  /** A list of words, a dash if there are none. */
  static String words(JsonNode list) {
    var words = new ArrayList<String>();
    list.forEach(each -> words.add(each.asString()));
    return words.isEmpty() ? "-" : String.join(", ", words);
  }

  private void show(JsonNode models, JsonNode functions) {
    if (!models.isEmpty()) {
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("NAME", "VERSION", "TRAFFIC", "INSTANCES", "QUEUED", "MAX BATCH", "FROM"));
      models.forEach(
          model -> model.path("versions").forEach(version -> rows.add(row(model, version))));
      common.print(Table.of(rows));
    }
    if (!functions.isEmpty()) {
      var rows = new ArrayList<List<String>>();
      rows.add(
          List.of("FUNCTION", "RUNTIME", "SANDBOX", "VERSIONS", "INSTANCES", "QUEUED", "FROM"));
      functions.forEach(function -> rows.add(row(function)));
      common.print(Table.of(rows));
    }
  }

  private static List<String> row(JsonNode function) {
    var versions = new ArrayList<String>();
    function.path("versions").forEach(version -> versions.add(version.asString()));
    var from = function.path("from").asString("");
    return List.of(
        function.path("name").asString(),
        function.path("runtime").asString(),
        function.path("sandbox").asString(),
        versions.isEmpty() ? "$LATEST" : String.join(", ", versions),
        instances(function.path("instances")),
        Integer.toString(function.path("queued").asInt()),
        from.isEmpty() ? "uploaded" : from);
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
