package dev.hearth.simulator.replay;

import dev.hearth.kernel.PolicyChoice;
import dev.hearth.simulator.trace.TraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The folder of a replay: what {@code hearth bench} wrote into it, and what is made of that. */
public final class Replayed {
  private final Path folder;
  private final Plan plan;

  /**
   * Opens a folder.
   *
   * @throws dev.hearth.simulator.trace.TraceException if there is no plan in it
   */
  public Replayed(Path folder) {
    this.folder = folder;
    this.plan = Plan.read(folder);
  }

  /** Makes the arrivals of its plan, {@code arrivals.csv}; how many there are of all models. */
  public int record() throws IOException {
    var arrivals = new Recorder(plan).arrivals();
    var rows = new ArrayList<long[]>();
    for (int model = 0; model < arrivals.size(); model++) {
      for (long instant : arrivals.get(model)) {
        rows.add(new long[] {instant, model});
      }
    }
    rows.sort((a, b) -> a[0] == b[0] ? Long.compare(a[1], b[1]) : Long.compare(a[0], b[0]));
    var text = new StringBuilder("nanos,model\n");
    rows.forEach(row -> text.append(row[0]).append(',').append(row[1]).append('\n'));
    Files.writeString(folder.resolve("arrivals.csv"), text);
    return rows.size();
  }

  /**
   * The same arrivals in the virtual world, beside what the live runs measured; writes {@code
   * results.csv} and {@code report.html}.
   *
   * @param policies of all models instead of their own
   * @return the comparison for a terminal
   */
  public String compare(Optional<PolicyChoice> policies) throws IOException {
    var scene = Scene.read(folder, plan, policies);
    var live =
        IntStream.iterate(1, run -> run + 1)
            .takeWhile(run -> Files.exists(folder.resolve("live-%d.csv".formatted(run))))
            .mapToObj(run -> Ended.live(folder, run, plan))
            .toList();
    if (live.isEmpty()) {
      throw new TraceException(
          "%s has no live-1.csv; 'hearth bench --replay PLAN --out DIR' writes it"
              .formatted(folder));
    }
    var simulated = Rehearsal.of(scene, arrivals());
    var comparison = Comparison.of(plan, live, simulated);
    Files.writeString(folder.resolve("results.csv"), ComparisonTable.csv(comparison));
    Files.writeString(
        folder.resolve("report.html"), ComparisonPage.of(plan, comparison, live, simulated));
    return ComparisonTable.text(comparison);
  }

  private List<long[]> arrivals() {
    var lines = Folder.lines(folder.resolve("arrivals.csv"));
    var byModel = new ArrayList<List<Long>>();
    plan.models().forEach(_ -> byModel.add(new ArrayList<>()));
    for (var line : lines.subList(1, lines.size())) {
      int comma = line.indexOf(',');
      byModel
          .get(Integer.parseInt(line.substring(comma + 1)))
          .add(Long.valueOf(line.substring(0, comma)));
    }
    return byModel.stream()
        .map(list -> list.stream().mapToLong(Long::longValue).toArray())
        .toList();
  }
}
