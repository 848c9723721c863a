package dev.hearth.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Deploys what manifests describe. */
@Command(
    name = "deploy",
    mixinStandardHelpOptions = true,
    description = {
      "Deploys what each manifest describes, or replaces what has its name.",
      "An ONNX file is deployed as it is, under its file's name."
    })
final class Deploy implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Mixin private Common common = new Common();

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Manifests in YAML, or ONNX files.")
  private List<Path> files = List.of();

  @Override
  public Integer call() {
    var client = common.client();
    var deployed = new ArrayList<JsonNode>();
    for (var file : files) {
      deployed.add(deploy(client, file));
    }
    if (common.json()) {
      common.print(JSON.createArrayNode().addAll(deployed));
    }
    return 0;
  }

  private JsonNode deploy(NodeClient client, Path file) {
    var manifest = Sources.of(file, client.isHere());
    var tree = tree(file, manifest);
    var name = name(file, tree);
    var kind = Kind.of(tree.path("kind").asString(""));
    var lines = client.put(NodeClient.path(kind.path, name), manifest);
    JsonNode deployed;
    try (var progress = new TransferProgress(name);
        var reader = new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8))) {
      deployed = follow(name, reader, progress);
    } catch (IOException | JacksonException e) {
      throw broken(name, String.valueOf(e.getMessage()));
    }
    if (!common.json()) {
      common.print(
          switch (kind) {
            case MODEL -> ofModel(deployed);
            case FUNCTION -> ofFunction(deployed);
            case GRAPH -> ofGraph(deployed);
          });
    }
    return deployed;
  }

  /**
   * What a manifest describes; whatever is nothing else is taken for a model, and refused there.
   */
  private enum Kind {
    MODEL("/admin/v1/models/"),
    FUNCTION("/admin/v1/functions/"),
    GRAPH("/admin/v1/graphs/");

    private final String path;

    Kind(String path) {
      this.path = path;
    }

    static Kind of(String word) {
      return switch (word) {
        case "Function" -> FUNCTION;
        case "InferenceGraph" -> GRAPH;
        default -> MODEL;
      };
    }
  }

  /** Reads events until the deployment has ended, one way or the other. */
  private static JsonNode follow(String name, BufferedReader events, TransferProgress progress)
      throws IOException {
    for (var line = events.readLine(); line != null; line = events.readLine()) {
      var event = JSON.readTree(line);
      switch (event.path("event").asString("")) {
        case "progress" ->
            progress.at(event.path("bytesDone").asLong(), event.path("bytesTotal").asLong());
        case "deployed" -> {
          return deployed(event);
        }
        case "failed" ->
            throw new CommandFailure(
                CommandFailure.REFUSED, event.path("error").asString("the deployment failed"));
        default -> {
          // A newer node may tell more; it is of no use here.
        }
      }
    }
    throw broken(name, "the answer ended early");
  }

  private static JsonNode deployed(JsonNode event) {
    for (var field : List.of("model", "function", "graph")) {
      if (event.has(field)) {
        return event.path(field);
      }
    }
    return event;
  }

  private static CommandFailure broken(String name, String why) {
    return new CommandFailure(
        CommandFailure.UNREACHABLE,
        "the node went away while it deployed '%s' (%s); 'hearth list' says whether it did"
            .formatted(name, why));
  }

  private static String ofModel(JsonNode model) {
    String name = model.path("name").asString();
    String deployed =
        "deployed %s version %s from %s"
            .formatted(name, model.path("version").asString(), model.path("from").asString());
    if (model.path("inputs").isEmpty()) {
      return deployed;
    }
    return String.join(
        System.lineSeparator(),
        deployed,
        "  takes  " + tensors(model.path("inputs")),
        "  gives  " + tensors(model.path("outputs")),
        "  try    hearth infer %s --example > in.json && hearth infer %s --input in.json"
            .formatted(name, name));
  }

  private static String tensors(JsonNode all) {
    var words = new ArrayList<String>();
    all.forEach(
        each ->
            words.add(
                "'%s' %s %s"
                    .formatted(
                        each.path("name").asString(),
                        each.path("datatype").asString(),
                        each.path("shape"))));
    return String.join(", ", words);
  }

  private static String ofFunction(JsonNode function) {
    return "deployed function %s (%s, sandbox %s) from %s"
        .formatted(
            function.path("name").asString(),
            function.path("runtime").asString(),
            function.path("sandbox").asString(),
            function.path("from").asString());
  }

  private static String ofGraph(JsonNode graph) {
    return "deployed graph %s version %s, %d steps over %s"
        .formatted(
            graph.path("name").asString(),
            graph.path("version").asString(),
            graph.path("steps").asInt(),
            ListDeployed.words(graph.path("services")));
  }

  private static JsonNode tree(Path file, String manifest) {
    try {
      return YAMLMapper.shared().readTree(manifest);
    } catch (JacksonException e) {
      throw new CommandFailure(
          CommandFailure.USAGE, "'%s' is not YAML: %s".formatted(file, e.getOriginalMessage()));
    }
  }

  private static String name(Path file, JsonNode manifest) {
    var name = manifest.has("name") ? manifest.path("name") : manifest.at("/metadata/name");
    if (name.isString() && !name.stringValue().isBlank()) {
      return name.stringValue();
    }
    throw new CommandFailure(
        CommandFailure.USAGE,
        "the manifest '%s' has no name; add a line like 'name: minilm'".formatted(file));
  }
}
