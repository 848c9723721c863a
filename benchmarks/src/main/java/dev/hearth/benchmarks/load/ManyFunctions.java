package dev.hearth.benchmarks.load;

import dev.hearth.benchmarks.Machine;
import dev.hearth.benchmarks.TemporaryDirectory;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;

/**
 * Very many registered functions, of which few are called: how fast they are deployed, what they
 * cost in memory, what a call, a list, the metrics and a restart take among them.
 */
@CommandLine.Command(name = "many-functions", mixinStandardHelpOptions = true)
public final class ManyFunctions implements Callable<Integer> {
  /** Answers its input: see the benchmarks' function that does nothing. */
  static final String ECHO =
      "0061736d01000000010c0260017f017f60027f7f017e03030200010503010001071e03066d656d6f727902"
          + "0008616c6c6f6361746500000668616e646c6500010a14020500418008"
          + "0b0c002000ad4220862001ad840b";

  private static final int STEPS = 10;
  private static final long REFUSED_NANOS = 5_000_000;

  @CommandLine.Option(names = "--functions", defaultValue = "100000")
  private int functions;

  @CommandLine.Option(names = "--at-once", defaultValue = "8", description = "Deployments.")
  private int atOnce;

  @CommandLine.Option(names = "--calls", defaultValue = "2000")
  private int calls;

  @CommandLine.Option(names = "--called", defaultValue = "20", description = "Functions called.")
  private int called;

  @CommandLine.Option(names = "--heap", defaultValue = "2g")
  private String heap = "2g";

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ManyFunctions()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.println(Machine.description());
    try (var directory = new TemporaryDirectory()) {
      Path data = directory.path().resolve("data");
      Path code = Files.write(directory.path().resolve("echo.wasm"), HexFormat.of().parseHex(ECHO));
      try (var node = NodeUnderLoad.start(data, "-Xmx" + heap)) {
        look(node, "none");
        deploy(node, code);
        look(node, functions + " functions");
      }
      long since = System.nanoTime();
      try (var node = NodeUnderLoad.start(data, "-Xmx" + heap)) {
        System.out.printf(Locale.ROOT, "restart: %.1f s%n", (System.nanoTime() - since) / 1e9);
        look(node, "after the restart");
      }
    }
    return 0;
  }

  private void deploy(NodeUnderLoad node, Path code) throws IOException, InterruptedException {
    var next = new AtomicInteger();
    var failures = new ArrayList<String>();
    for (int step = 1; step <= STEPS; step++) {
      int until = (int) ((long) functions * step / STEPS);
      int from = next.get();
      long since = System.nanoTime();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < atOnce; i++) {
        threads.add(
            Thread.startVirtualThread(
                () -> {
                  for (int at = next.getAndIncrement(); at < until; at = next.getAndIncrement()) {
                    String failure = deploy(node, code, at);
                    if (!failure.isEmpty()) {
                      synchronized (failures) {
                        failures.add(failure);
                      }
                    }
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      next.set(until);
      System.out.printf(
          Locale.ROOT,
          "%6d deployed, %.0f/s, %.0f MiB, load average %.1f%n",
          until,
          (until - from) * 1e9 / (System.nanoTime() - since),
          node.residentMebibytes(),
          Machine.load());
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException(failures.size() + " failed: " + failures.getFirst());
    }
  }

  private static String name(int number) {
    return "function-" + number;
  }

  /** Deploys one; a node that has enough deployments under way is asked again. */
  private static String deploy(NodeUnderLoad node, Path code, int number) {
    String name = name(number);
    String manifest =
        "kind: Function\nname: %s\nfrom: file:%s\nruntime: wasm\nhandler: handle\n"
                .formatted(name, code)
            + "resources: {memory: 4MiB}\n";
    HttpResponse<String> answer = node.call("PUT", "/admin/v1/functions/" + name, manifest);
    while (answer.statusCode() == 429) {
      LockSupport.parkNanos(REFUSED_NANOS);
      answer = node.call("PUT", "/admin/v1/functions/" + name, manifest);
    }
    return answer.statusCode() == 200 ? "" : answer.body();
  }

  /** Times of what is done among them. */
  private void look(NodeUnderLoad node, String what) throws IOException {
    System.out.printf(Locale.ROOT, "%s: %.0f MiB%n", what, node.residentMebibytes());
    for (String path : List.of("/admin/v1/functions", "/metrics")) {
      long since = System.nanoTime();
      int bytes = node.done("GET", path, "").length();
      System.out.printf(
          Locale.ROOT,
          "  GET %s: %.0f ms, %.1f MiB%n",
          path,
          (System.nanoTime() - since) / 1e6,
          bytes / 1e6);
    }
    if (node.call("GET", "/admin/v1/functions/" + name(0), "").statusCode() == 200) {
      calls(node);
    }
  }

  private void calls(NodeUnderLoad node) {
    var random = new Random(1);
    var cold = new Histogram(60_000_000, 3);
    var warm = new Histogram(60_000_000, 3);
    for (int i = 0; i < called + calls; i++) {
      int number = (int) ((long) functions * (i < called ? i : random.nextInt(called)) / called);
      String body = "{\"n\":" + i + "}";
      long since = System.nanoTime();
      String answer =
          node.done("POST", "/2015-03-31/functions/" + name(number) + "/invocations", body);
      if (!answer.equals(body)) {
        throw new IllegalStateException(name(number) + " answered " + answer);
      }
      (i < called ? cold : warm).recordValue((System.nanoTime() - since) / 1_000);
    }
    System.out.printf(
        Locale.ROOT,
        "  calls one at a time: cold p50 %.1f ms, warm p50 %.2f ms, p99 %.2f ms%n",
        cold.getValueAtPercentile(50) / 1e3,
        warm.getValueAtPercentile(50) / 1e3,
        warm.getValueAtPercentile(99) / 1e3);
  }
}
