package dev.hearth.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows what a function wrote, or what happened to a model. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description =
        "Shows what a function wrote: time, instance, request id and text; or what happened to a"
            + " model: loads, failures, evictions.")
final class Logs implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Parameters(paramLabel = "NAME", description = "The function, or the model.")
  private String name = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on as the function writes, until it is stopped.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "100",
      description = "How many of the last lines (default: 100, at most 10000).")
  private int lines;

  @Option(names = "--request", paramLabel = "ID", description = "Only lines of one call.")
  private String request = "";

  @Override
  public Integer call() {
    String path =
        NodeClient.path("/admin/v1/functions/", name)
            + "/logs?lines="
            + lines
            + (request.isEmpty()
                ? ""
                : "&request=" + URLEncoder.encode(request, StandardCharsets.UTF_8))
            + (follow ? "&follow=true" : "");
    if (!follow) {
      String text = common.client().textIfThere(path).orElseGet(() -> model(path));
      if (!text.isEmpty()) {
        common.print(text);
      }
      return 0;
    }
    try (var reader =
        new BufferedReader(
            new InputStreamReader(common.client().stream(path), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        common.print(line);
      }
      return 0;
    } catch (IOException e) {
      throw new CommandFailure(
          CommandFailure.UNREACHABLE, "the log ended: " + e.getMessage() + "; follow it again");
    }
  }

  /** There is no function of this name: of a model it is told; else the refusal is. */
  private String model(String functions) {
    NodeClient client = common.client();
    if (client.textIfThere(NodeClient.path("/admin/v1/models/", name)).isEmpty()) {
      return client.text(functions);
    }
    String path = NodeClient.path("/admin/v1/logs/model/", name) + "?limit=" + lines;
    var text = new StringBuilder();
    for (JsonNode line : client.get(path).path("lines")) {
      text.append(Instant.ofEpochMilli(line.path("at").asLong()))
          .append(' ')
          .append(line.path("level").asString())
          .append(' ')
          .append(line.path("text").asString())
          .append('\n');
    }
    return text.toString().stripTrailing();
  }
}
