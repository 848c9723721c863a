package dev.hearth.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Many times the load that a node can answer, for minutes, and how soon it is as before once the
 * load is. A closed loop finds saturation; then an open one offers {@code --normal=0.7} of it,
 * {@code --times=10} times it for {@code --overload=300} seconds, and the normal share again. The
 * node is as before from the first second in which at least 95 % of what was offered is answered
 * within the objective, and after which no second of the next five is worse.
 *
 * <p>Other arguments, with their defaults: {@code --workload=minilm}, {@code
 * --protocol=rest-binary}, {@code --objective=200} milliseconds, {@code --concurrency=32}, {@code
 * --connections=512}, {@code --after=30} seconds, {@code --within=10} seconds that it may take,
 * {@code --store=target/models}, {@code --options=} of the node's virtual machine. Exits with 1 if
 * it takes longer.
 */
public final class OverloadRecovery {
  private static final String MODEL = "overloaded";
  private static final String SATURATED = "saturated";
  private static final double WINDOW_SECONDS = 10;
  private static final double GOOD = 0.95;
  private static final int STEADY = 5;

  private final ChildProcess generator;
  private final Target target;
  private final Deadline deadline;
  private final long objectiveNanos;
  private final int connections;

  private OverloadRecovery(
      ChildProcess generator,
      Target target,
      Deadline deadline,
      long objectiveNanos,
      int connections) {
    this.generator = generator;
    this.target = target;
    this.deadline = deadline;
    this.objectiveNanos = objectiveNanos;
    this.connections = connections;
  }

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    var workload = Workload.parse(given.take("--workload=", "minilm"));
    var protocol = Protocol.parse(given.take("--protocol=", "rest-binary"));
    long objectiveMillis = Long.parseLong(given.take("--objective=", "200"));
    double normal = Double.parseDouble(given.take("--normal=", "0.7"));
    double times = Double.parseDouble(given.take("--times=", "10"));
    double overload = Double.parseDouble(given.take("--overload=", "300"));
    int after = Integer.parseInt(given.take("--after=", "30"));
    int within = Integer.parseInt(given.take("--within=", "10"));
    int concurrency = Integer.parseInt(given.take("--concurrency=", "32"));
    int connections = Integer.parseInt(given.take("--connections=", "512"));
    Path model = workload.file(Path.of(given.take("--store=", "target/models")));
    String options = given.take("--options=", "");
    given.requireNone();
    var deadline = Deadline.in(600 + overload + after);
    String shape =
        "scale: {min: 2, max: 2, zero-after: 10m}\nbatching: {max-size: 16%s}\n"
            .formatted(workload.batchAxis());
    System.out.println(Machine.description());
    int took;
    try (var data = new TemporaryDirectory();
        var node =
            FunctionNode.start(
                data.path(),
                options.isEmpty() ? List.of() : List.of(options.split(" ", -1)),
                deadline);
        var generator = ChildProcess.of(LoadGenerator.class)) {
      String objective = "objective: {latency: %dms}\n".formatted(objectiveMillis);
      node.put("/admin/v1/models/" + MODEL, workload.manifest(MODEL, model, shape + objective));
      node.put("/admin/v1/models/" + SATURATED, workload.manifest(SATURATED, model, shape));
      var run =
          new OverloadRecovery(
              generator,
              new Target(node.port(), protocol, workload, MODEL),
              deadline,
              objectiveMillis * 1_000_000,
              connections);
      double saturation = run.saturation(concurrency);
      took = run.recover(saturation, normal, times, overload, after);
      System.out.println(
          took < 0 ? "not as before in " + after + " s" : "as before after " + took + " s");
    }
    System.out.println(Machine.description());
    System.exit(took >= 0 && took <= within ? 0 : 1);
  }

  private double saturation(int concurrency) throws InterruptedException {
    var saturated = new Target(target.port(), target.protocol(), target.workload(), SATURATED);
    LoadWindow closed =
        windows(LoadPlan.closed(saturated, concurrency, 10, 1, WINDOW_SECONDS)).getFirst();
    System.out.printf(Locale.ROOT, "saturation %.0f/s%n", closed.perSecond());
    return closed.perSecond();
  }

  /** Seconds from the end of the overload, or -1. */
  private int recover(double saturation, double normal, double times, double overload, int after)
      throws InterruptedException {
    print("before", normal * saturation, windows(open(normal * saturation, 5, 1, WINDOW_SECONDS)));
    double rate = times * saturation;
    int count = (int) Math.max(1, overload / WINDOW_SECONDS);
    print("overload", rate, windows(open(rate, 0, count, Math.min(overload, WINDOW_SECONDS))));
    List<LoadWindow> back = windows(open(normal * saturation, 0, after, 1));
    print("after", normal * saturation, back);
    return asBefore(back);
  }

  private static int asBefore(List<LoadWindow> back) {
    for (int second = 0; second + STEADY < back.size(); second++) {
      if (back.subList(second, second + STEADY).stream().allMatch(OverloadRecovery::good)) {
        return second;
      }
    }
    return -1;
  }

  private static boolean good(LoadWindow window) {
    long all = window.answered() + window.refused() + window.failed();
    return all > 0 && window.within() >= GOOD * all;
  }

  private LoadPlan open(double perSecond, double warmUp, int windows, double seconds) {
    return new LoadPlan(
        target,
        connections,
        LoadPlan.Arrivals.POISSON,
        perSecond,
        objectiveNanos,
        warmUp,
        windows,
        seconds);
  }

  private List<LoadWindow> windows(LoadPlan plan) throws InterruptedException {
    generator.command(plan.text());
    generator.line(deadline);
    List<LoadWindow> windows = new ArrayList<>();
    for (int i = 0; i < plan.windows(); i++) {
      windows.add(LoadWindow.parse(generator.line(deadline)));
    }
    return windows;
  }

  private static void print(String what, double offered, List<LoadWindow> windows) {
    for (LoadWindow window : windows) {
      System.out.printf(
          Locale.ROOT,
          "%-8s offered %7.0f/s, answered %7.0f/s, in time %7.0f/s, refused %7.0f/s, failed %d;"
              + " p99 %.0f ms, of refusals %.0f ms, load average %.1f%n",
          what,
          offered,
          window.perSecond(),
          window.goodput(),
          window.refused() / window.seconds(),
          window.failed(),
          window.p99Nanos() / 1e6,
          window.refusedP99Nanos() / 1e6,
          Machine.load());
    }
  }
}
