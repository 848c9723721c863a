package dev.hearth.benchmarks;

import dev.hearth.benchmarks.ObjectivesOptions.Asked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Several models with mixed objectives on one node: uniform batching at every size of a sweep, one
 * request at a time, and INFless, at shares of saturation.
 *
 * <p>First each model is profiled by the node, and its gain from batching printed: rows a second of
 * the best batch against one row, at one thread. Each model then gets the same part of the cores as
 * its load. Saturation is the load at which the goodput of a ladder of loads is greatest, under
 * uniform batching of {@code --ladder}. Then every setting is measured at every share in turns, and
 * medians over the rounds are compared. Load is open (Poisson), and a latency counts from when a
 * request was due. The goodput of a cell is the mean over the models of the share answered within
 * the objective, so that a model with many small requests counts as one with few large ones.
 *
 * <p>Arguments: see {@link ObjectivesOptions}.
 */
public final class Objectives {
  private static final String LADDER = "ladder";
  private static final double SLIGHT = 0.3;
  private static final double SETTLE_SECONDS = 3;
  private static final double FIRST_STEP = 0.3;
  private static final double STEP = 1.25;
  private static final int MOST_STEPS = 10;
  private static final double WORTH_A_STEP = 1.02;

  private final ObjectivesOptions options;
  private final NodeProcess node;
  private final Deadline deadline;
  private final List<ChildProcess> generators = new ArrayList<>();
  private final List<ModelProfile> profiles = new ArrayList<>();

  private Objectives(ObjectivesOptions options, NodeProcess node, Deadline deadline) {
    this.options = options;
    this.node = node;
    this.deadline = deadline;
  }

  public static void main(String[] arguments) throws Exception {
    var options = ObjectivesOptions.parse(arguments);
    var deadline = Deadline.in(options.limitSeconds());
    System.out.println(Machine.description());
    try (var data = new TemporaryDirectory();
        var node =
            NodeProcess.start(options.root(), data.path(), options.nodeOptions(), deadline)) {
      new Objectives(options, node, deadline).measure();
    }
    System.out.println(Machine.description());
    System.exit(0);
  }

  private void measure() throws IOException, InterruptedException {
    for (var _ : options.models()) {
      generators.add(ChildProcess.of(LoadGenerator.class));
    }
    try {
      for (var asked : options.models()) {
        profile(asked);
      }
      double saturation = saturation();
      var cells = cells(saturation);
      ObjectivesReport.print(cells, options);
    } finally {
      generators.forEach(ChildProcess::close);
    }
  }

  private void profile(Asked asked) throws IOException, InterruptedException {
    var model = asked.model();
    var name = model.text();
    node.deploy(name, manifest(name, asked, "scale: {min: 0, zero-after: 1s}\n"));
    var batches = model.batched() ? options.profiledBatches() : "[1]";
    var more = model.profiled().isEmpty() ? "" : "," + model.profiled();
    node.post(
        "/admin/v1/models/" + name + "/profile",
        "{\"batches\":%s,\"threads\":[1,2]%s}".formatted(batches, more));
    var profile = ModelProfile.read(node.get("/admin/v1/profiles"), name);
    profiles.add(profile);
    System.out.println(profile.line(name, asked.objectiveMillis()));
    node.remove(name);
  }

  private String manifest(String name, Asked asked, String more) throws IOException {
    var model = asked.model();
    try {
      return model.manifest(
          name,
          model.file(options.store()),
          "objective: {latency: %dms}\nresources: {cpu: 1, memory: 64MiB}\n"
                  .formatted(asked.objectiveMillis())
              + "batching: {max-size: %d%s}\n".formatted(options.maxBatch(), model.batchAxis())
              + more);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Every model under a setting, each a pool of its own that sleeps while others are measured. */
  private void deploy(String label, String policies) throws IOException, InterruptedException {
    for (var asked : options.models()) {
      node.deploy(
          name(asked, label),
          manifest(
              name(asked, label),
              asked,
              "scale: {min: 0, max: 2, zero-after: 5s}\npolicies: " + policies + "\n"));
    }
  }

  private static String name(Asked asked, String label) {
    return asked.model().text() + "-" + label.replaceAll("[^a-z0-9]", "-");
  }

  private double saturation() throws IOException, InterruptedException {
    deploy(LADDER, options.ladder());
    double best = 0;
    double most = 0;
    double load = FIRST_STEP;
    for (int step = 0; step < MOST_STEPS; step++, load *= STEP) {
      var windows = windows(LADDER, load);
      double good = windows.stream().mapToDouble(LoadWindow::goodShare).average().orElse(0) * load;
      System.out.printf(
          Locale.ROOT, "load %.2f of the cores by the profiles: goodput %.3f%n", load, good);
      if (good > most * WORTH_A_STEP) {
        most = good;
        best = load;
      } else if (step > 1 && load > best * STEP) {
        break;
      }
    }
    System.out.printf(Locale.ROOT, "saturation at load %.2f%n", best);
    return best;
  }

  /**
   * One window of all models at once, after a slight load for which instances start: what waited
   * for them is not carried into the window.
   */
  private List<LoadWindow> windows(String label, double load) throws InterruptedException {
    window(label, SLIGHT * load, 0, options.warmUpSeconds());
    return window(label, load, SETTLE_SECONDS, options.seconds());
  }

  private List<LoadWindow> window(String label, double load, double warmUp, double seconds)
      throws InterruptedException {
    for (int i = 0; i < generators.size(); i++) {
      generators.get(i).command(plan(label, i, load, warmUp, seconds).text());
    }
    var windows = new ArrayList<LoadWindow>();
    for (var generator : generators) {
      generator.line(deadline);
      windows.add(LoadWindow.parse(generator.line(deadline)));
    }
    return windows;
  }

  private LoadPlan plan(String label, int model, double load, double warmUp, double seconds) {
    var asked = options.models().get(model);
    return new LoadPlan(
        new Target(node.port(), Protocol.REST_BINARY, asked.model(), name(asked, label)),
        options.connections(),
        LoadPlan.Arrivals.POISSON,
        load * profiles.get(model).perSecond(options.cores(), generators.size()),
        asked.objectiveMillis() * 1_000_000L,
        warmUp,
        1,
        seconds);
  }

  private List<ObjectivesReport.Cell> cells(double saturation)
      throws IOException, InterruptedException {
    for (var setting : options.settings().entrySet()) {
      deploy(setting.getKey(), setting.getValue());
    }
    var cells = new ArrayList<ObjectivesReport.Cell>();
    for (int round = 0; round < options.rounds(); round++) {
      for (double share : options.shares()) {
        for (var label : options.settings().keySet()) {
          var cell = new ObjectivesReport.Cell(label, share, windows(label, share * saturation));
          System.out.println(cell.line(options));
          cells.add(cell);
        }
      }
    }
    cells.sort(Comparator.comparingDouble(ObjectivesReport.Cell::share));
    return cells;
  }
}
