package dev.hearth.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Warm calls of functions that do nothing, over HTTP, beside a bare Vert.x handler and workerd with
 * the same bodies: all run at the same time and are loaded in turn, round by round, so that each
 * sees the same machine. Needs wrk.
 *
 * <p>Arguments, all optional: {@code --seconds=3} of a window, {@code --rounds=5}, {@code
 * --concurrency=32}, {@code --workerd=PATH} of its program (npm package {@code workerd}), {@code
 * --options=} for the node's virtual machine.
 */
public final class FunctionCalls {
  private static final double LIMIT_SECONDS = 1_800;
  private static final int WARM_UP_SECONDS = 6;

  private record Options(
      int seconds, int rounds, int concurrency, String workerd, List<String> java) {
    static Options parse(String[] text) {
      var arguments = new Arguments(text);
      String java = arguments.take("--options=", "");
      var options =
          new Options(
              Integer.parseInt(arguments.take("--seconds=", "3")),
              Integer.parseInt(arguments.take("--rounds=", "5")),
              Integer.parseInt(arguments.take("--concurrency=", "32")),
              arguments.take("--workerd=", ""),
              java.isBlank() ? List.of() : List.of(java.split(" ", -1)));
      arguments.requireNone();
      return options;
    }
  }

  private final Options options;
  private final Map<String, String> targets = new LinkedHashMap<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Deadline deadline = Deadline.in(LIMIT_SECONDS);

  private FunctionCalls(Options options) {
    this.options = options;
  }

  public static void main(String[] arguments) throws Exception {
    if (!Wrk.installed()) {
      System.out.println("wrk is not installed; apt-get install wrk");
      System.exit(1);
    }
    var calls = new FunctionCalls(Options.parse(arguments));
    try (var directory = new TemporaryDirectory()) {
      calls.start(directory.path());
      try {
        calls.measure(new Wrk(directory.path()));
      } finally {
        calls.stop();
      }
    }
    System.exit(0);
  }

  private void start(Path directory) throws Exception {
    for (int loops = 1; loops <= Runtime.getRuntime().availableProcessors(); loops++) {
      ChildProcess bare = kept(ChildProcess.of(BareVertx.class, Integer.toString(loops)));
      targets.put("bare, loops " + loops, "http://127.0.0.1:" + bare.line(deadline) + "/");
    }
    startNode(directory);
    if (!options.workerd().isEmpty()) {
      Workerd workerd = kept(Workerd.start(Path.of(options.workerd()), directory));
      targets.put("workerd", workerd.url());
    }
  }

  private <T extends AutoCloseable> T kept(T child) {
    open.addFirst(child);
    return child;
  }

  private void startNode(Path directory) throws IOException, InterruptedException {
    FunctionNode node =
        kept(FunctionNode.start(directory.resolve("data"), options.java(), deadline));
    Path jar = NoOpFunctions.jar(directory);
    String java = "runtime: java25\nsandbox: jvm\ntrusted: true\nhandler: ";
    String many = "\nconcurrency: {per-instance: 256}\n";
    deploy(node, "loop", jar, java + NoOpFunctions.OnLoop.class.getName() + many);
    deploy(node, "thread", jar, java + NoOpFunctions.OnThread.class.getName() + many);
    deploy(
        node,
        "wasm",
        NoOpFunctions.module(directory),
        "runtime: wasm\nhandler: handle\nresources: {memory: 4MiB}\n");
  }

  private void deploy(FunctionNode node, String name, Path from, String more)
      throws IOException, InterruptedException {
    node.deploy(name, NoOpFunctions.manifest(name, from, more));
    targets.put(
        "function, " + name,
        "http://127.0.0.1:%d/2015-03-31/functions/%s/invocations".formatted(node.port(), name));
  }

  private void measure(Wrk wrk) throws IOException, InterruptedException {
    System.out.printf("calls of functions: %s, %s%n", Machine.description(), Wrk.BODY);
    for (String url : targets.values()) {
      var _ = wrk.run(url, options.concurrency(), WARM_UP_SECONDS);
    }
    report(wrk, options.concurrency());
    report(wrk, 1);
  }

  private void report(Wrk wrk, int connections) throws IOException, InterruptedException {
    var windows = new LinkedHashMap<String, List<Wrk.Window>>();
    for (int round = 0; round < options.rounds(); round++) {
      for (var target : targets.entrySet()) {
        windows
            .computeIfAbsent(target.getKey(), _ -> new ArrayList<>())
            .add(wrk.run(target.getValue(), connections, options.seconds()));
      }
    }
    double best =
        windows.entrySet().stream()
            .filter(each -> each.getKey().startsWith("bare"))
            .mapToDouble(each -> median(each.getValue(), Wrk.Window::perSecond))
            .max()
            .orElseThrow();
    double bareP50 =
        windows.entrySet().stream()
            .filter(each -> each.getKey().startsWith("bare"))
            .mapToDouble(each -> median(each.getValue(), Wrk.Window::p50Micros))
            .min()
            .orElseThrow();
    System.out.printf(
        "%nconcurrency %d, medians of %d windows of %d s, load average %.1f%n",
        connections, options.rounds(), options.seconds(), Machine.load());
    System.out.printf(
        "%-18s %10s %10s %10s %10s %12s%n",
        "", "calls/s", "p50 us", "p99 us", "of bare", "p50 - bare");
    windows.forEach((name, seen) -> System.out.println(row(name, seen, best, bareP50)));
  }

  private static String row(String name, List<Wrk.Window> seen, double best, double bareP50) {
    double perSecond = median(seen, Wrk.Window::perSecond);
    double p50 = median(seen, Wrk.Window::p50Micros);
    return String.format(
        Locale.ROOT,
        "%-18s %10.0f %10.0f %10.0f %10.2f %12.0f",
        name,
        perSecond,
        p50,
        median(seen, Wrk.Window::p99Micros),
        perSecond / best,
        p50 - bareP50);
  }

  private static double median(List<Wrk.Window> windows, ToDoubleFunction<Wrk.Window> of) {
    return ServingCell.median(windows, of);
  }

  private void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  /** A workerd that answers its input. */
  private record Workerd(Process process, String url) implements AutoCloseable {
    private static final String WORKER =
        "export default { async fetch(request) { return new Response(await request.text(),"
            + " {headers: {'content-type': 'application/json'}}); } };";

    private static String config(int port) {
      return
"""
        using Workerd = import "/workerd/workerd.capnp";
        const config :Workerd.Config = (
          services = [(name = "main", worker = .worker)],
          sockets = [(name = "http", address = "127.0.0.1:%d", http = (), service = "main")]
        );
        const worker :Workerd.Worker = (
          modules = [(name = "worker", esModule = embed "worker.js")],
          compatibilityDate = "2024-01-01"
        );
"""
          .formatted(port);
    }

    static Workerd start(Path program, Path directory) throws IOException {
      Files.writeString(directory.resolve("worker.js"), WORKER);
      int port;
      try (var socket =
          new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
      Path config = Files.writeString(directory.resolve("config.capnp"), config(port));
      Process process =
          new ProcessBuilder(program.toString(), "serve", config.toString()).inheritIO().start();
      return new Workerd(process, "http://127.0.0.1:" + port + "/");
    }

    @Override
    public void close() {
      process.destroy();
      var _ = process.onExit().join();
    }
  }
}
