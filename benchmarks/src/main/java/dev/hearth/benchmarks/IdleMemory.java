package dev.hearth.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Memory of an idle node with many models registered and none loaded: some time after they were
 * deployed one after the other, each opened once to read its graph; and after a restart. By the
 * launcher, with its options. Needs Linux.
 *
 * <p>Arguments, with their defaults: {@code --models=100}, {@code --idle=30} seconds, {@code
 * --runs=5}, {@code --root=.}, {@code --store=target/models}, {@code --node-options=}, {@code
 * --limit=600} seconds.
 */
public final class IdleMemory {
  /** Resident, and resident with what is shared divided by its users; in KiB. */
  private record Resident(long rss, long pss) {
    static Resident of(long pid) throws IOException {
      Path process = Path.of("/proc", Long.toString(pid), "smaps_rollup");
      List<String> lines = Files.readAllLines(process);
      return new Resident(kibibytes(lines, "Rss:"), kibibytes(lines, "Pss:"));
    }

    private static long kibibytes(List<String> lines, String key) {
      return lines.stream()
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }

    String text() {
      return String.format(Locale.ROOT, "RSS %6.1f MiB, PSS %6.1f MiB", rss / 1024.0, pss / 1024.0);
    }
  }

  private IdleMemory() {}

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    int models = Integer.parseInt(given.take("--models=", "100"));
    long idleSeconds = Long.parseLong(given.take("--idle=", "30"));
    int runs = Integer.parseInt(given.take("--runs=", "5"));
    Path root = Path.of(given.take("--root=", "."));
    Path model = Workload.MINILM.file(Path.of(given.take("--store=", "target/models")));
    String nodeOptions = given.take("--node-options=", "");
    var deadline = Deadline.in(Double.parseDouble(given.take("--limit=", "600")));
    given.requireNone();
    System.out.println(Machine.description());
    List<Resident> deployed = new ArrayList<>();
    List<Resident> restarted = new ArrayList<>();
    for (int run = 1; run <= runs; run++) {
      try (var data = new TemporaryDirectory()) {
        try (var node = NodeProcess.start(root, data.path(), nodeOptions, deadline)) {
          for (int i = 0; i < models; i++) {
            String name = "model-" + i;
            node.deploy(name, Workload.MINILM.manifest(name, model, "scale: {min: 0}\n"));
          }
          deployed.add(idle(node, idleSeconds));
        }
        try (var node = NodeProcess.start(root, data.path(), nodeOptions, deadline)) {
          restarted.add(idle(node, idleSeconds));
        }
      }
      System.out.printf(
          "run %d: %d models, idle for %d s: after their deployment %s; after a restart %s%n",
          run, models, idleSeconds, deployed.getLast().text(), restarted.getLast().text());
    }
    System.out.printf(
        "medians of %d runs: after their deployment %s; after a restart %s%n",
        runs, median(deployed).text(), median(restarted).text());
    System.out.println(Machine.description());
    System.exit(0);
  }

  private static Resident idle(NodeProcess node, long seconds) throws IOException {
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
    return Resident.of(node.pid());
  }

  private static Resident median(List<Resident> values) {
    return new Resident(
        (long) ServingCell.median(values, Resident::rss),
        (long) ServingCell.median(values, Resident::pss));
  }
}
