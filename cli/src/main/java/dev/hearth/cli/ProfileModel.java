package dev.hearth.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Measures how long a model's runs take, and shows it. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    description = {
      "Measures how long runs of a deployed model take, by rows and threads, and keeps it for the"
          + " policies.",
      "Whatever else the node does meanwhile is in the figures."
    })
final class ProfileModel implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Mixin private Common common = new Common();

  @Parameters(paramLabel = "MODEL", description = "A deployed model.")
  private String model = "";

  @Option(
      names = "--batches",
      split = ",",
      paramLabel = "ROWS",
      description = "Rows of a run (default: 1, 2, 4, ... up to batching.max-size).")
  private List<Integer> batches = List.of();

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description = "Threads of an operator (default: 1, 2, 4, ... up to the node's cores).")
  private List<Integer> threads = List.of();

  @Option(
      names = "--shape",
      paramLabel = "INPUT=LENGTHS",
      description =
          "Shape of an input whose dimensions may vary, such as ids=1,64 or ids=1,16..128; the"
              + " batch axis takes the rows.")
  private Map<String, String> shapes = Map.of();

  @Option(
      names = "--value",
      paramLabel = "INPUT=NUMBER",
      description = "What an input is filled with (default: random fractions, or ones).")
  private Map<String, Double> values = Map.of();

  @Option(
      names = "--words",
      paramLabel = "N",
      description = "Words of each text, one number or a range such as 4..32 (default: 16).")
  private String words = "";

  @Option(
      names = "--composed",
      description =
          "Profiles operators at the least and most rows and adds them up for all others.")
  private boolean composed;

  @Option(
      names = "--no-contention",
      description = "Leaves out what a busy core beside a run costs it.")
  private boolean withoutContention;

  @Option(names = "--show", description = "Shows what is known and measures nothing.")
  private boolean show;

  @Override
  public Integer call() {
    var path = NodeClient.path("/admin/v1/models/", model) + "/profile";
    var profile = show ? common.client().get(path) : measure(path);
    common.print(common.json() ? profile : ProfileView.of(profile));
    return 0;
  }

  private JsonNode measure(String path) {
    var body = body().toString().getBytes(StandardCharsets.UTF_8);
    var lines = common.client().postForLines(path, body);
    try (var progress = new StepProgress(model, common.json());
        var reader = new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8))) {
      return follow(reader, progress);
    } catch (IOException | JacksonException e) {
      throw broken(String.valueOf(e.getMessage()));
    }
  }

  private ObjectNode body() {
    var body = JSON.createObjectNode();
    if (!batches.isEmpty()) {
      batches.forEach(body.putArray("batches")::add);
    }
    if (!threads.isEmpty()) {
      threads.forEach(body.putArray("threads")::add);
    }
    var shapesNode = body.putObject("shapes");
    lengths().forEach((input, list) -> list.forEach(shapesNode.putArray(input)::add));
    values.forEach(body.putObject("values")::put);
    if (!words.isEmpty()) {
      body.put("words", words);
    }
    return body.put("composed", composed).put("contention", !withoutContention);
  }

  private Map<String, List<String>> lengths() {
    var lengths = new LinkedHashMap<String, List<String>>();
    shapes.forEach(
        (input, text) -> {
          var list = new ArrayList<String>();
          if (!text.isBlank()) {
            list.addAll(List.of(text.split(",", -1)));
          }
          lengths.put(input, list);
        });
    return lengths;
  }

  private JsonNode follow(BufferedReader events, StepProgress progress) throws IOException {
    for (var line = events.readLine(); line != null; line = events.readLine()) {
      var event = JSON.readTree(line);
      switch (event.path("event").asString("")) {
        case "progress" ->
            progress.at(
                event.path("done").asInt(), event.path("total").asInt(), event.path("point"));
        case "profiled" -> {
          return event.path("profile");
        }
        case "failed" ->
            throw new CommandFailure(
                CommandFailure.REFUSED, event.path("error").asString("profiling failed"));
        default -> {
          // A newer node may tell more; it is of no use here.
        }
      }
    }
    throw broken("the answer ended early");
  }

  private CommandFailure broken(String why) {
    return new CommandFailure(
        CommandFailure.UNREACHABLE,
        "the node went away while it profiled '%s' (%s); 'hearth profile --show %s' says what is known"
            .formatted(model, why, model));
  }
}
