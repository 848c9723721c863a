package dev.hearth.benchmarks.soak;

import dev.hearth.benchmarks.Machine;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One soak from the first deployment to the last look. */
final class SoakRun {
  private static final int CALIBRATION_CONCURRENCY = 32;
  private static final long REQUEST_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(90);
  private static final long END_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(150);
  private static final long REDEPLOY_MILLIS = 3_000;

  private final Vertx vertx;
  private final Loop loop;
  private final Stage stage;
  private final LiveNode node;
  private final SoakOptions options;
  private final Asynchronous asynchronous;
  private final Verdict verdict = new Verdict();

  SoakRun(Vertx vertx, Stage stage, LiveNode node, SoakOptions options) {
    this.vertx = vertx;
    this.stage = stage;
    this.node = node;
    this.options = options;
    loop = new Loop(vertx.getOrCreateContext());
    asynchronous = new Asynchronous(vertx, node.port(), stage.file("ran"));
  }

  /** What the traffic needs, made on the loop. */
  private record Parts(Account account, Wire wire, Traffic traffic, Load load) {}

  private Parts parts(Faults faults, long startNanos) {
    return loop.ask(
        () -> {
          var account = new Account(faults, startNanos);
          var wire = new Wire(vertx, account, node.port());
          var traffic = new Traffic(wire, account, asynchronous, options.seed());
          return new Parts(account, wire, traffic, new Load(vertx, traffic, options.seed()));
        });
  }

  SoakResult run() throws IOException, InterruptedException {
    String began = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    String machine = Machine.description();
    Deployments.deploy(node, stage);
    loop.tell(asynchronous::consume);
    double closed = calibrate();
    double perSecond = options.load() * closed;
    System.err.printf(
        Locale.ROOT, "soak: a closed loop reached %.0f/s; goes on at %.0f/s%n", closed, perSecond);
    var faults = new Faults();
    long start = System.nanoTime();
    Parts parts = parts(faults, start);
    var redeployments =
        new Redeployments(
            vertx, parts.wire(), parts.account(), parts.traffic(), stage.file(""), REDEPLOY_MILLIS);
    var sampler = new Sampler(node, stage, start);
    var clients = new RawClients(loop, parts.account(), node.port());
    var chaos = new Chaos(node, stage, faults, clients, options.seed());
    sampler.start(options.seconds() > 1_800 ? 5_000 : 1_000);
    loop.tell(
        () -> {
          parts.load().open(perSecond);
          redeployments.start();
          vertx.setPeriodic(1_000, _ -> parts.account().tick(REQUEST_LIMIT_NANOS));
        });
    long[] heaps = disturb(chaos, start);
    sampler.stop();
    loop.tell(
        () -> {
          parts.load().stop();
          redeployments.stop();
        });
    await(() -> loop.ask(() -> parts.account().openCount() == 0));
    await(() -> loop.ask(() -> asynchronous.untold() == 0));
    Asynchronous.Runs runs = asynchronous.runs();
    loop.ask(
        () -> {
          verdict.requests(parts.account());
          verdict.asynchronous(asynchronous, runs);
          verdict.recovery(faults.all(), parts.account().seconds(), start);
          return true;
        });
    verdict.flat(sampler);
    verdict.heap(heaps[0], heaps[1]);
    verdict.add(
        "the node never ended but by a kill", chaos.deaths() + " times", chaos.deaths() == 0);
    end(redeployments);
    return new SoakResult(
        options,
        machine,
        began,
        closed,
        perSecond,
        start,
        parts.account(),
        faults.all(),
        chaos.skipped(),
        sampler.samples(),
        node.lives(),
        runs,
        verdict);
  }

  /** Requests a second that a closed loop gets answered, once the node has warmed up. */
  private double calibrate() {
    double seconds = Math.clamp(options.seconds() / 20, 5, 30);
    Parts parts = parts(new Faults(), System.nanoTime());
    loop.tell(() -> parts.load().closed(CALIBRATION_CONCURRENCY));
    Commands.pause((long) (1_000 * seconds));
    long warm = loop.ask(() -> parts.account().count(Outcome.RIGHT));
    long since = System.nanoTime();
    Commands.pause((long) (1_000 * seconds));
    long all = loop.ask(() -> parts.account().count(Outcome.RIGHT));
    double perSecond = 1e9 * (all - warm) / (System.nanoTime() - since);
    loop.tell(parts.load()::stop);
    await(() -> loop.ask(() -> parts.account().openCount() == 0));
    if (all == warm) {
      throw new IllegalStateException("nothing is answered right: " + parts.account().notes());
    }
    return perSecond;
  }

  /** Carries out the plan; the heap at two thirds and at the end of the traffic. */
  private long[] disturb(Chaos chaos, long start) throws IOException, InterruptedException {
    double seconds = options.seconds();
    FaultPlan plan = FaultPlan.of(options.seed(), seconds, options.apartSeconds());
    long heap = 0;
    long life = 0;
    for (FaultPlan.Planned planned : plan.faults()) {
      if (heap == 0 && planned.atSeconds() > seconds * 2 / 3) {
        heap = Processes.liveHeapBytes(node.pid());
        life = node.lives();
      }
      chaos.carryOut(planned, start);
    }
    chaos.waitUntil(start + (long) (1e9 * seconds));
    long last = Processes.liveHeapBytes(node.pid());
    return new long[] {life == node.lives() ? heap : 0, last};
  }

  private static boolean await(BooleanSupplier condition) {
    long until = System.nanoTime() + END_LIMIT_NANOS;
    while (System.nanoTime() < until) {
      if (condition.getAsBoolean()) {
        return true;
      }
      Commands.pause(100);
    }
    return false;
  }

  /** Nothing is left over; it ends in order; what was acknowledged is there when it comes back. */
  private void end(Redeployments redeployments) throws IOException, InterruptedException {
    List<String> left = new ArrayList<>();
    for (String gauge :
        List.of(
            "hearth_unanswered",
            "hearth_bodies_held_bytes",
            "hearth_async_waiting",
            "hearth_async_running")) {
      if (!await(() -> node.metric(gauge) == 0)) {
        left.add(gauge + "=" + node.metric(gauge));
      }
    }
    verdict.add(
        "nothing is held once the traffic has ended",
        left.isEmpty() ? "nothing" : left.toString(),
        left.isEmpty());
    int status = node.stop();
    verdict.add(
        "it ends in order when told to", "exit status " + status, status == 0 || status == 143);
    List<String> mounts = Processes.mountsBelow(stage.data());
    verdict.add(
        "no mount is left of its sandboxes",
        mounts.isEmpty() ? "none" : mounts.toString(),
        mounts.isEmpty());
    node.restart();
    String models = node.get("/admin/v1/models");
    boolean all =
        List.of(Traffic.MODEL, Traffic.CHANGING, Traffic.COLD).stream()
            .allMatch(name -> models.contains("\"" + name + "\""));
    verdict.add("all models are there when it comes back", all ? "yes" : models, all);
    String answer = node.infer(Traffic.CHANGING, Traffic.body(new int[KnownModel.INPUTS]));
    int lowest = redeployments.acknowledged();
    verdict.add(
        "the changing model answers by the last version acknowledged, or a later one",
        "version %d acknowledged, answered %s".formatted(lowest, answer.replaceAll("\\s+", "")),
        redeployments.isLateEnough(answer));
    int last = node.stop();
    verdict.add("it ends again", "exit status " + last, last == 0 || last == 143);
  }
}
