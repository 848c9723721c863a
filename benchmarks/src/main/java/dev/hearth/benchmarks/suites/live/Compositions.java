package dev.hearth.benchmarks.suites.live;

import dev.hearth.benchmarks.suites.live.Report.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Test cases 2 to 5 and 10: what functions cost that work together, and what state is lost. */
final class Compositions {
  private static final int PARTS = 4;
  private static final int[] LENGTHS = {1, 2, 4, 8};
  private static final int[] KIBIBYTES = {1, 16, 64, 256, 1_024, 4_096};
  private static final List<String> APPLICATION = List.of("image", "gzip", "json");
  private static final int CALLS = 20;

  private final Stage stage;
  private final Plan plan;
  private final List<Known> all;
  private final Deployed function;
  private final List<Rule> rules;

  Compositions(Stage stage, Plan plan, List<Known> all, Deployed function, List<Rule> rules) {
    this.stage = stage;
    this.plan = plan;
    this.all = all;
    this.function = function;
    this.rules = rules;
  }

  /** Warm calls, after those that warm up. */
  private Sample measured(Supplier<Called> call) {
    for (int i = 0; i < plan.warmUp(); i++) {
      var _ = call.get();
    }
    var found = new ArrayList<Double>();
    for (int i = 0; i < plan.repeats(); i++) {
      found.add(call.get().ms());
    }
    return Sample.of(found);
  }

  /** Case 2: one call with all the work, against an ensemble of calls with a part each. */
  Table parallel() {
    var table =
        new Table(
            "parallel",
            "case 2, ms: four times the work in one call, and in an ensemble of four steps");
    Known alu = Plan.find(all, Suite.SERVERLESSBENCH, "alu");
    String graph = graph("together", "Ensemble", PARTS, "");
    Sample one =
        measured(
            () -> stage.call(function, alu.event(PARTS * alu.n())).checked(alu, PARTS * alu.n()));
    Sample parts =
        measured(
            () -> {
              Called called = stage.callGraph(graph, alu.event());
              for (JsonNode each : called.answer()) {
                var _ = new Called(each, "", 0).checked(alu, alu.n());
              }
              return called;
            });
    stage.removeGraph(graph);
    Map<String, Object> _ =
        table.row(
            "function", function.name(),
            "one call", one.median(),
            "four in parallel", parts.median(),
            "share", parts.median() / one.median());
    return table;
  }

  /** A graph whose steps are all this function. */
  private String graph(String ending, String kind, int steps, String data) {
    String name = function.name() + "-" + ending;
    var text =
        new StringBuilder(
            """
            apiVersion: serving.kserve.io/v1alpha1
            kind: InferenceGraph
            metadata: {name: %s}
            spec:
              timeout: 60
              nodes:
                root:
                  routerType: %s
                  steps:
            """
                .formatted(name, kind));
    for (int i = 0; i < steps; i++) {
      text.append(
          "      - {name: s%d, serviceName: %s, dependency: Hard%s}\n"
              .formatted(i, function.name(), i == 0 ? "" : data));
    }
    stage.deployGraph(name, text.toString());
    return name;
  }

  /** Case 3: a sequence by a graph, and calls within calls. */
  Table chain(List<String> left) {
    var table =
        new Table(
            "chain",
            "case 3, ms: a sequence of so many steps by a graph, and so many calls within each"
                + " other; each adds so much");
    var sequence = new double[LENGTHS.length];
    var nested = new double[LENGTHS.length];
    boolean nests = function.language() != Language.JAVA;
    for (int i = 0; i < LENGTHS.length; i++) {
      int length = LENGTHS[i];
      String graph = graph("sequence-" + length, "Sequence", length, ", data: $response");
      sequence[i] = measured(() -> sequence(graph, length)).median();
      stage.removeGraph(graph);
      if (nests) {
        nested[i] = measured(() -> nested(length)).median();
      }
      Map<String, Object> row =
          table.row("function", function.name(), "length", length, "sequence", sequence[i]);
      if (nests) {
        row.put("nested", nested[i]);
      }
    }
    var x = new double[] {1, 2, 4, 8};
    table
        .row("function", function.name(), "length", "each step")
        .put("sequence", Line.through(x, sequence).slope());
    if (nests) {
      table.rows().getLast().put("nested", Line.through(x, nested).slope());
    } else {
      left.add(
          function.name()
              + ": calls within calls, since the suite's Java is a plain"
              + " java.util.function.Function without a context");
    }
    return table;
  }

  private Called sequence(String graph, int length) {
    Called called = stage.callGraph(graph, "{\"case\":\"chain\",\"numbers\":[0,10]}");
    JsonNode numbers = called.answer().path("numbers");
    if (numbers.path(0).asInt(-1) != length || numbers.path(1).asInt(-1) != 10 + length) {
      throw new IllegalStateException(
          "a chain of %d answered %s".formatted(length, called.answer()));
    }
    return called;
  }

  private Called nested(int depth) {
    Called called =
        stage.call(
            function,
            "{\"case\":\"nested\",\"depth\":%d,\"next\":\"%s\"}".formatted(depth, function.name()));
    if (called.answer().path("calls").asInt(-1) != depth) {
      throw new IllegalStateException(
          "%d calls within each other answered %s".formatted(depth, called.answer()));
    }
    return called;
  }

  /** Case 4: an application of three functions, and what each has of its time. */
  Table application() throws IOException {
    var table =
        new Table(
            "application",
            "case 4, ms: image, gzip and json one after the other, each a function of its own, by"
                + " the node's records; first with no instance there, then warm");
    var steps = new ArrayList<Deployed>();
    for (String name : APPLICATION) {
      steps.add(
          stage.deploy(
              Deployed.of(Suite.FUNCTIONBENCH, function.language(), function.place()).named(name)));
    }
    for (String state : List.of("cold", "warm")) {
      for (int i = 0; i < steps.size(); i++) {
        Known known = Plan.find(all, Suite.FUNCTIONBENCH, APPLICATION.get(i));
        Called called = stage.call(steps.get(i), known.event()).checked(known, known.n());
        Split split = stage.split(called);
        Map<String, Object> _ =
            table.row(
                "application",
                    "%s in %s".formatted(function.language().id(), function.place().id()),
                "state", state,
                "step", known.name(),
                "queue", split.queue(),
                "init", split.init(),
                "execution", split.execution(),
                "latency", called.ms());
      }
    }
    steps.forEach(stage::remove);
    return table;
  }

  /** Case 5: what a payload costs on its way in and out. */
  Table payload() {
    var table =
        new Table("payload", "case 5, ms: a text goes in and comes back; each MiB adds so much");
    var sizes = new double[KIBIBYTES.length];
    var latencies = new double[KIBIBYTES.length];
    for (int i = 0; i < KIBIBYTES.length; i++) {
      String text = "h".repeat(KIBIBYTES[i] * 1_024);
      String event = "{\"case\":\"echo\",\"text\":\"%s\"}".formatted(text);
      Sample latency = measured(() -> echoed(event, text));
      sizes[i] = KIBIBYTES[i] / 1_024.0;
      latencies[i] = latency.median();
      Map<String, Object> _ =
          table.row(
              "function", function.name(),
              "KiB", KIBIBYTES[i],
              "p50", latency.median(),
              "most", latency.most());
    }
    Line line = Line.through(sizes, latencies);
    table.row("function", function.name(), "KiB", "each MiB").put("p50", line.slope());
    rules.add(
        new Rule(
            function.name() + ": latency grows with the payload",
            latencies[KIBIBYTES.length - 1] > latencies[0] && line.slope() > 0,
            "%.1f ms a MiB, R² %.3f".formatted(line.slope(), line.fit())));
    return table;
  }

  private Called echoed(String event, String text) {
    Called called = stage.call(function, event);
    if (!called.answer().path("text").asString("").equals(text)) {
      throw new IllegalStateException(
          "a text of %d characters came back otherwise".formatted(text.length()));
    }
    return called;
  }

  /** Case 10: what an instance had learned is lost with it. */
  Table state() throws IOException {
    var table =
        new Table(
            "state",
            "case 10, ms the code took in the calls of one instance, and again in the next one");
    Deployed fresh = stage.deploy(function.named("state").with("scale", "{zero-after: 2s}"));
    Known alu = Plan.find(all, Suite.SERVERLESSBENCH, "alu");
    var counted = new ArrayList<Integer>();
    for (int instance = 0; instance < 2; instance++) {
      stage.awaitNone(fresh);
      var ms = new ArrayList<Double>();
      for (int i = 0; i < CALLS; i++) {
        ms.add(stage.call(fresh, alu.event()).checked(alu, alu.n()).functionMs());
      }
      counted.add(stage.call(fresh, "{\"case\":\"state\"}").answer().path("calls").asInt());
      Map<String, Object> _ =
          table.row(
              "function", function.name(),
              "instance", instance + 1,
              "first", ms.getFirst(),
              "second", ms.get(1),
              "fifth", ms.get(4),
              "last", ms.getLast(),
              "calls counted", counted.getLast());
    }
    stage.remove(fresh);
    rules.add(
        new Rule(
            function.name() + ": an instance keeps its state, the next one has none of it",
            counted.stream().allMatch(each -> each == CALLS + 1),
            "counted " + counted));
    return table;
  }
}
