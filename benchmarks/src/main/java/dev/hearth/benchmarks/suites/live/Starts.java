package dev.hearth.benchmarks.suites.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;

/** Test cases 6 to 9: what a start is made of, and what package and company do to it. */
final class Starts {
  private static final int[] MEBIBYTES = {0, 4, 16, 40};
  private static final int[] AT_ONCE = {1, 2, 4, 8};

  private final Stage stage;
  private final Plan plan;
  private final Known hello;
  private final Deployed function;

  Starts(Stage stage, Plan plan, List<Known> all, Deployed function) {
    this.stage = stage;
    this.plan = plan;
    this.hello = Plan.find(all, Suite.SERVERLESSBENCH, "hello");
    this.function = function;
  }

  /** Cases 6 and 7: the parts of a start, sandbox by sandbox, and a warm call. */
  Table startup() throws IOException {
    var table =
        new Table(
            "startup",
            "cases 6 and 7, ms: a first call, the start of its instance and what the sandbox says"
                + " of its parts, medians; a warm call");
    Deployed cold = stage.deploy(function.cold());
    var totals = new ArrayList<Double>();
    var inits = new ArrayList<Double>();
    var parts = new TreeMap<String, List<Double>>();
    for (int i = 0; i < plan.colds(); i++) {
      stage.awaitNone(cold);
      Called called = first(cold);
      JsonNode record = stage.record(called);
      totals.add(called.ms());
      inits.add(Split.of(record).init());
      for (JsonNode phase : record.get("phases")) {
        if (phase.path("within").asString("").equals("load")) {
          parts
              .computeIfAbsent(phase.get("name").asString(), _ -> new ArrayList<>())
              .add(phase.get("ms").asDouble());
        }
      }
    }
    stage.remove(cold);
    var warm = new ArrayList<Double>();
    for (int i = 0; i < plan.warmUp() + plan.repeats(); i++) {
      double ms = first(function).ms();
      if (i >= plan.warmUp()) {
        warm.add(ms);
      }
    }
    var said = new ArrayList<String>();
    parts.forEach((name, ms) -> said.add("%s %.0f".formatted(name, Sample.of(ms).median())));
    Map<String, Object> _ =
        table.row(
            "function", function.name(),
            "cold p50", Sample.of(totals).median(),
            "cold most", Sample.of(totals).most(),
            "init p50", Sample.of(inits).median(),
            "warm p50", Sample.of(warm).median(),
            "parts", String.join(", ", said));
    return table;
  }

  private Called first(Deployed one) {
    return stage.call(one, hello.event()).checked(hello, hello.n());
  }

  /** Case 8: packages that are larger. */
  Table size() throws IOException {
    if (function.place() == Place.OCI) {
      throw new IllegalStateException("an image has layers, not a package");
    }
    var table =
        new Table("size", "case 8, ms: a package with so many MiB more, deployed and first called");
    for (int mebibytes : MEBIBYTES) {
      Deployed one = function.named("size").with("scale", "{zero-after: 10ms}");
      String from = "file:" + stage.packages().padded(function.language(), mebibytes);
      long since = System.nanoTime();
      var _ = stage.deploy(one, from);
      double deployed = (System.nanoTime() - since) / 1e6;
      var found = new ArrayList<Double>();
      for (int i = 0; i < plan.colds(); i++) {
        stage.awaitNone(one);
        found.add(first(one).ms());
      }
      stage.remove(one);
      Map<String, Object> _ =
          table.row(
              "function", function.name(),
              "MiB", mebibytes,
              "deployed", deployed,
              "first", found.getFirst(),
              "cold p50", Sample.of(found).median());
    }
    return table;
  }

  /** Case 9: many first calls at once. */
  Table concurrent() throws IOException {
    var table = new Table("concurrent", "case 9, ms: so many first calls at once");
    Deployed cold = stage.deploy(function.cold());
    for (int many : AT_ONCE) {
      stage.awaitNone(cold);
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var under = new ArrayList<Future<Called>>();
        for (int i = 0; i < many; i++) {
          under.add(threads.submit(() -> first(cold)));
        }
        var ms = new ArrayList<Double>();
        for (Future<Called> each : under) {
          ms.add(each.get().ms());
        }
        Map<String, Object> _ =
            table.row(
                "function", function.name(),
                "at once", many,
                "p50", Sample.of(ms).median(),
                "most", Sample.of(ms).most());
      } catch (ExecutionException e) {
        throw new IllegalStateException("a first call failed: " + e.getCause(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    stage.remove(cold);
    return table;
  }
}
