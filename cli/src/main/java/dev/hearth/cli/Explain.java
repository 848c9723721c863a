package dev.hearth.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows where the time of an invocation went, and which policy decided what. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Shows where the time of an invocation went, and which policy decided what and why.",
      "Its id is in the answer's header X-Hearth-Invocation."
    })
final class Explain implements Callable<Integer> {
  private static final Pattern TRACE = Pattern.compile("[0-9a-f]{32}");
  private static final String PATH = "/admin/v1/invocations";

  @Mixin private Common common = new Common();

  @Parameters(
      arity = "0..1",
      paramLabel = "INVOCATION",
      description = "Its id, or the id of a trace for all invocations of it.")
  private String id = "";

  @Option(
      names = "--slowest",
      paramLabel = "NAME",
      description =
          "The slowest answered ones of a deployment: its NAME, or model/NAME, function/NAME or"
              + " graph/NAME where several have it.")
  private String slowest = "";

  @Option(
      names = "--failed",
      paramLabel = "NAME",
      description = "The latest that were not answered.")
  private String failed = "";

  @Option(names = "--latest", paramLabel = "NAME", description = "The latest.")
  private String latest = "";

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      defaultValue = "1",
      description = "How many of them (default: 1, at most 200).")
  private int count;

  @Override
  public Integer call() {
    JsonNode answer = answer();
    if (common.json()) {
      common.print(answer);
      return 0;
    }
    JsonNode all = answer.path("invocations");
    if (all.isMissingNode()) {
      common.print(ExplainView.of(answer));
    } else if (all.isEmpty()) {
      throw new CommandFailure(
          CommandFailure.REFUSED,
          "no such invocation is known; 'hearth list' shows what is deployed");
    } else {
      all.forEach(each -> common.print(ExplainView.of(each)));
    }
    return 0;
  }

  private JsonNode answer() {
    if (TRACE.matcher(id).matches()) {
      return common.client().get(PATH + "?trace=" + id);
    }
    if (!id.isEmpty()) {
      return common.client().get(NodeClient.path(PATH + "/", id));
    }
    if (!slowest.isEmpty()) {
      return some(slowest, "slowest");
    }
    if (!failed.isEmpty()) {
      return some(failed, "failed");
    }
    if (!latest.isEmpty()) {
      return some(latest, "latest");
    }
    throw new CommandFailure(
        CommandFailure.USAGE,
        "explain wants the id of an invocation, or --slowest, --failed or --latest with a name");
  }

  /** Those of the first kind that has any of the name, where the kind is not told. */
  private JsonNode some(String name, String order) {
    if (name.contains("/")) {
      return of(name, order);
    }
    JsonNode found = of("model/" + name, order);
    for (String kind : List.of("function/", "graph/")) {
      if (found.path("invocations").isEmpty()) {
        found = of(kind + name, order);
      }
    }
    return found;
  }

  private JsonNode of(String deployment, String order) {
    return common
        .client()
        .get(
            "%s?deployment=%s&%s=%d"
                .formatted(
                    PATH, URLEncoder.encode(deployment, StandardCharsets.UTF_8), order, count));
  }
}
