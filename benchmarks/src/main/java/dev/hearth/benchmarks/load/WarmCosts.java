package dev.hearth.benchmarks.load;

import com.sun.net.httpserver.HttpServer;
import dev.hearth.benchmarks.ChildProcess;
import dev.hearth.benchmarks.Machine;
import dev.hearth.benchmarks.TemporaryDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * What remembering and sending traces, a key, encryption and watchers cost a warm invocation: a
 * function in WebAssembly that gives back its input, called over HTTP, on a node for each {@link
 * WarmVariant}. All nodes run from the start; rounds go through them in turns, so that the
 * machine's changes meet all alike. Latency is that of one connection, throughput and the node's
 * CPU time for each call that of several; each is also told as a ratio to the variant's reference
 * in the same round.
 */
@CommandLine.Command(name = "warm-costs", mixinStandardHelpOptions = true)
public final class WarmCosts implements Callable<Integer> {
  static final String FUNCTION = "warm";

  /** What was seen of a variant in a round, in microseconds and calls a second. */
  private record Seen(double p50, double p99, double perSecond, double cpu) {}

  @CommandLine.Option(
      names = "--variants",
      split = ",",
      description = "Which ones: ${COMPLETION-CANDIDATES} (default: all).")
  private List<WarmVariant> variants = new ArrayList<>();

  @CommandLine.Option(names = "--rounds", defaultValue = "5")
  private int rounds;

  @CommandLine.Option(names = "--seconds", defaultValue = "3", description = "Of each load.")
  private double seconds;

  @CommandLine.Option(names = "--connections", defaultValue = "16")
  private int connections;

  @CommandLine.Option(names = "--functions", defaultValue = "1000", description = "Where many.")
  private int functions;

  @CommandLine.Option(names = "--watchers", defaultValue = "50")
  private int watchers;

  @CommandLine.Option(
      names = "--limit",
      defaultValue = "900",
      description = "Seconds after which it gives up.")
  private long limit;

  private final LongAdder sent = new LongAdder();
  private final Map<WarmVariant, List<Seen>> seen = new EnumMap<>(WarmVariant.class);

  public static void main(String[] arguments) {
    var line = new CommandLine(new WarmCosts()).setCaseInsensitiveEnumValuesAllowed(true);
    System.exit(line.execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.printf(
        "%s, Java %s, kernel %s%n",
        Machine.description(), Runtime.version(), System.getProperty("os.version"));
    Thread watchdog = watchdog(Thread.currentThread());
    try {
      measure();
    } finally {
      watchdog.interrupt();
    }
    print();
    System.out.println(Machine.description());
    return 0;
  }

  /** Interrupts the run at its limit, which stops the nodes and the caller. */
  private Thread watchdog(Thread run) {
    return Thread.startVirtualThread(
        () -> {
          try {
            Thread.sleep(Duration.ofSeconds(limit));
          } catch (InterruptedException _) {
            return;
          }
          System.err.printf("not over after --limit=%d seconds, given up%n", limit);
          run.interrupt();
        });
  }

  private void measure() throws IOException, InterruptedException {
    HttpServer sink = sink();
    List<WarmNode> nodes = new ArrayList<>();
    try (var directory = new TemporaryDirectory();
        var caller = ChildProcess.of(WarmCaller.class)) {
      try {
        start(nodes, directory.path(), "http://127.0.0.1:" + sink.getAddress().getPort());
        for (int round = 0; round <= rounds; round++) {
          for (WarmNode node : nodes) {
            Seen now = measure(node, caller);
            // The first round warms up.
            if (round > 0) {
              seen.computeIfAbsent(node.variant(), _ -> new ArrayList<>()).add(now);
            }
          }
        }
      } finally {
        nodes.forEach(WarmNode::close);
      }
    } finally {
      sink.stop(0);
    }
  }

  private void start(List<WarmNode> nodes, Path directory, String sink)
      throws IOException, InterruptedException {
    Path code =
        Files.write(directory.resolve("echo.wasm"), HexFormat.of().parseHex(ManyFunctions.ECHO));
    for (WarmVariant variant :
        variants.isEmpty() ? Arrays.asList(WarmVariant.values()) : variants) {
      nodes.add(
          WarmNode.start(
              variant,
              directory.resolve(variant.word()),
              code,
              sink + "/v1/traces",
              functions,
              watchers));
    }
  }

  /** Takes traces, and does nothing with them. */
  private HttpServer sink() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          sent.increment();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return server;
  }

  private Seen measure(WarmNode node, ChildProcess caller) throws InterruptedException {
    WarmCalls.Seen alone = run(caller, node.calls(1, seconds), () -> {});
    var cpu = new long[1];
    WarmCalls.Seen together =
        run(caller, node.calls(connections, seconds), () -> cpu[0] = node.cpuNanos());
    double used = (node.cpuNanos() - cpu[0]) / 1e3;
    node.requireWatched();
    return new Seen(
        alone.p50Micros(), alone.p99Micros(), together.perSecond(), used / together.answered());
  }

  private static WarmCalls.Seen run(ChildProcess caller, WarmCalls calls, Runnable begun)
      throws InterruptedException {
    caller.command(calls.text());
    String said = caller.line(calls.deadline());
    if (!said.equals(WarmCaller.BEGUN)) {
      throw new IllegalStateException("the caller said '" + said + "'");
    }
    begun.run();
    return WarmCalls.Seen.parse(caller.line(calls.deadline()));
  }

  private void print() {
    System.out.printf(
        "medians of %d rounds of %s s; of the reference in brackets%n", rounds, seconds);
    System.out.printf(
        "%-10s %-10s %18s %18s %20s %22s%n",
        "variant",
        "against",
        "p50 of one, us",
        "p99 of one, us",
        "of %d, calls/s".formatted(connections),
        "CPU of the node, us");
    seen.forEach(this::print);
    if (seen.containsKey(WarmVariant.EXPORTED)) {
      System.out.printf("traces came to the collector in %d requests%n", sent.sum());
    }
  }

  private void print(WarmVariant variant, List<Seen> rows) {
    @Nullable List<Seen> reference =
        variant.reference() == variant ? null : seen.get(variant.reference());
    System.out.printf(
        "%-10s %-10s %18s %18s %20s %22s%n",
        variant.word(),
        variant.reference() == variant ? "" : variant.reference().word(),
        cell(rows, reference, Seen::p50, "%.0f"),
        cell(rows, reference, Seen::p99, "%.0f"),
        cell(rows, reference, Seen::perSecond, "%,.0f"),
        cell(rows, reference, Seen::cpu, "%.1f"));
  }

  private static String cell(
      List<Seen> rows,
      @Nullable List<Seen> reference,
      ToDoubleFunction<Seen> figure,
      String format) {
    String text =
        String.format(Locale.ROOT, format, median(rows.stream().mapToDouble(figure).toArray()));
    if (reference == null) {
      return text;
    }
    var ratios = new double[rows.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = figure.applyAsDouble(rows.get(i)) / figure.applyAsDouble(reference.get(i));
    }
    return text + String.format(Locale.ROOT, " (%.2f)", median(ratios));
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }
}
