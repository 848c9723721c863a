package dev.hearth.cli.bench;

import dev.hearth.cli.Common;
import dev.hearth.cli.NodeClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Replays a plan against a node, several times, and lets the simulator do the same with what the
 * node says of itself; the simulator then reports both side by side. Everything that was measured
 * is in one folder, from which the comparison can be made again.
 */
final class Replay {
  private static final int MOST_AT_ONCE = 10_000;

  private final Common common;
  private final Target server;
  private final ReplayPlan plan;
  private final Function<String, Dialect> dialects;
  private final NodeClient node;
  private final Path folder;

  Replay(
      Common common,
      Target server,
      ReplayPlan plan,
      Function<String, Dialect> dialects,
      Path folder) {
    this.common = common;
    this.server = server;
    this.plan = plan;
    this.dialects = dialects;
    this.node = common.client(server.uri());
    this.folder = folder;
  }

  /** One model with its encoded requests and its arrivals. */
  @SuppressWarnings("ArrayRecordComponent") // as long as a trace; nobody writes to it
  record Sent(ReplayPlan.Model model, Dialect dialect, List<Request> requests, long[] offsets) {}

  /** Replays so many times and compares. {@code timeoutMillis} bounds each request. */
  void compare(int runs, LoadPlan bounds) {
    prepare();
    RecordedArrivals arrivals =
        RecordedArrivals.read(folder.resolve("arrivals.csv"), plan.models().size());
    boolean grpc = dialects.apply(plan.models().getFirst().name()).grpc();
    try (var wire = new Wire(server, grpc, common.encryption())) {
      List<Sent> sent = sent(wire, arrivals);
      write("calibration.json", new Calibration(wire, node, plan.calibration()).of(sent));
      for (int run = 1; run <= runs; run++) {
        live(wire, sent, run, runs, bounds);
      }
      write("node.json", node.get("/admin/v1/kernel"));
    }
    Laboratory.run("replay", folder.toString());
  }

  private void prepare() {
    try {
      Files.createDirectories(folder);
      try (var old = Files.newDirectoryStream(folder, "live-*")) {
        for (Path each : old) {
          Files.delete(each);
        }
      }
    } catch (IOException e) {
      throw Arguments.usage("the folder '%s' cannot be used: %s".formatted(folder, e));
    }
    write("plan.json", plan.json());
    Laboratory.run("replay", "--arrivals", folder.toString());
  }

  private void write(String name, JsonNode content) {
    RunLog.write(
        folder.resolve(name),
        JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(content));
  }

  private List<Sent> sent(Wire wire, RecordedArrivals arrivals) {
    var sent = new ArrayList<Sent>();
    for (ReplayPlan.Model model : plan.models()) {
      Dialect dialect = dialects.apply(model.name());
      List<Request> requests = new Requests(dialect, model.input(), Dialect.GLANCE_BYTES).of(wire);
      sent.add(new Sent(model, dialect, requests, arrivals.of(sent.size())));
    }
    return sent;
  }

  private void live(Wire wire, List<Sent> sent, int number, int runs, LoadPlan bounds) {
    var log = new RunLog();
    var started = new ArrayList<Run>();
    for (Sent each : sent) {
      started.add(
          new Run(
              wire,
              each.requests(),
              bounded(each, bounds),
              AnswerCheck.glance(each.dialect()),
              log.of(started.size())));
    }
    List<CompletableFuture<Result>> results = started.stream().map(Run::start).toList();
    var all = CompletableFuture.allOf(results.toArray(CompletableFuture[]::new));
    JsonNode before = afterWarmUp(all);
    await(
        all,
        started.getFirst(),
        new Load.Recorded("run %d/%d".formatted(number, runs), new long[0]),
        bounds);
    ObjectNode told = JsonMapper.shared().createObjectNode();
    told.set("before", before);
    told.set("after", node.get("/admin/v1/kernel"));
    log.write(folder.resolve("live-%d.csv".formatted(number)));
    write("live-%d.json".formatted(number), told);
    report(number, results.stream().map(CompletableFuture::join).toList());
  }

  private void report(int number, List<Result> results) {
    var report = new Report(common, JsonMapper.shared().createObjectNode(), false);
    if (!common.json()) {
      common.print("live run %d".formatted(number));
      results.forEach(report::row);
    }
  }

  private LoadPlan bounded(Sent sent, LoadPlan bounds) {
    return new LoadPlan(
        new Load.Recorded(sent.model().name(), sent.offsets()),
        plan.warmUp(),
        plan.length().minus(plan.warmUp()),
        Long.MAX_VALUE,
        MOST_AT_ONCE,
        bounds.timeout(),
        sent.model().objective(),
        plan.seed());
  }

  /** What the node says once the part that is not measured is over. */
  private JsonNode afterWarmUp(CompletableFuture<Void> all) {
    waited(all, plan.warmUp().toMillis());
    return node.get("/admin/v1/kernel");
  }

  private void await(CompletableFuture<Void> all, Run shown, Load name, LoadPlan bounds) {
    LoadPlan named =
        new LoadPlan(
            name,
            plan.warmUp(),
            plan.length(),
            Long.MAX_VALUE,
            MOST_AT_ONCE,
            bounds.timeout(),
            bounds.objective(),
            plan.seed());
    try (var progress = new Progress(named)) {
      while (!waited(all, 100)) {
        progress.at(shown.progress());
      }
    }
  }

  private static boolean waited(CompletableFuture<Void> all, long millis) {
    try {
      all.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Arguments.usage("the replay was interrupted");
    }
  }
}
