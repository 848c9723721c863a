package dev.hearth.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends one request to a model. */
@Command(
    name = "infer",
    mixinStandardHelpOptions = true,
    description = "Sends one request of the Open Inference Protocol to a model.")
final class Infer implements Callable<Integer> {
  private static final int VALUES_SHOWN = 8;

  @Mixin private Common common = new Common();

  @Parameters(paramLabel = "MODEL", description = "The model's name, as 'list' shows it.")
  private String model = "";

  @Option(
      names = "--example",
      description = "Print a request of the shape this model takes, and send nothing.")
  private boolean example;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "The request as JSON, - for standard input.")
  private String input = "";

  @Override
  public Integer call() {
    String path = NodeClient.path("/v2/models/", model);
    if (example) {
      common.print(ExampleRequest.of(common.client().get(path)));
      return 0;
    }
    var exchanged =
        common
            .client()
            .exchange(path + "/infer", read(), Map.of("Content-Type", "application/json"));
    var answer = JsonMapper.shared().readTree(exchanged.body());
    if (common.json()) {
      common.print(answer);
    } else {
      common.print(Table.of(rows(answer)));
      exchanged
          .header("X-Hearth-Invocation")
          .ifPresent(id -> common.print("where its time went: hearth explain %s".formatted(id)));
    }
    return 0;
  }

  private byte[] read() {
    if (input.isEmpty()) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "infer wants --input FILE; 'hearth infer %s --example' prints a request to begin with"
              .formatted(model));
    }
    try {
      return "-".equals(input) ? System.in.readAllBytes() : Files.readAllBytes(Path.of(input));
    } catch (IOException e) {
      throw new CommandFailure(
          CommandFailure.USAGE, "the input '%s' cannot be read: %s".formatted(input, e));
    }
  }

  private static List<List<String>> rows(JsonNode answer) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("OUTPUT", "DATATYPE", "SHAPE", "VALUES"));
    for (var output : answer.path("outputs")) {
      rows.add(
          List.of(
              output.path("name").asString(),
              output.path("datatype").asString(),
              output.path("shape").toString(),
              values(output.path("data"))));
    }
    return rows;
  }

  private static String values(JsonNode data) {
    var shown = new ArrayList<String>();
    for (var value : data) {
      if (shown.size() == VALUES_SHOWN) {
        return String.join(", ", shown) + ", ... (%d in all)".formatted(data.size());
      }
      shown.add(value.toString());
    }
    return String.join(", ", shown);
  }
}
