package dev.hearth.cli.bench;

import java.util.Locale;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.node.ObjectNode;

/** A result for scripts: milliseconds, requests a second, shares from 0 to 1. */
final class ResultJson {
  private static final double NANOS_PER_MS = 1e6;

  private ResultJson() {}

  static void write(Result result, ObjectNode to) {
    switch (result.plan().load()) {
      case Load.Closed closed -> to.put("concurrency", closed.concurrency());
      case Load.Open open -> {
        to.put("rate", open.perSecond()).put("arrivals", open.poisson() ? "poisson" : "constant");
        to.put("maxInFlight", result.plan().maxInFlight());
      }
      case Load.Recorded recorded -> to.put("recorded", recorded.name());
    }
    to.put("seconds", result.seconds())
        .put("offered", result.offered())
        .put("requestsPerSecond", result.perSecond())
        .put("goodputPerSecond", result.goodPerSecond())
        .put("objectiveMs", result.plan().objective().toNanos() / NANOS_PER_MS)
        .put("withinObjective", result.within());
    percentiles(result.answered(), to.putObject("latencyMs"));
    percentiles(result.refused(), to.putObject("refusedMs"));
    ObjectNode counts = to.putObject("counts");
    for (Ending ending : Ending.values()) {
      counts.put(ending.title(), result.count(ending));
    }
    ObjectNode reasons = to.putObject("firstReasons");
    result.firstReasons().forEach((ending, reason) -> reasons.put(ending.title(), reason));
    to.putObject("generator")
        .put("cpuMicrosPerRequest", result.cpuMicrosEach())
        .put("busy", result.busy())
        .put("sentLateP99Ms", result.late().getValueAtPercentile(99) / NANOS_PER_MS);
  }

  private static void percentiles(Histogram histogram, ObjectNode to) {
    if (histogram.getTotalCount() == 0) {
      return;
    }
    to.put("mean", histogram.getMean() / NANOS_PER_MS);
    for (double percentile : new double[] {50, 90, 99, 99.9}) {
      String name = "p" + String.format(Locale.ROOT, "%s", percentile).replaceAll("\\.0$", "");
      to.put(name, histogram.getValueAtPercentile(percentile) / NANOS_PER_MS);
    }
    to.put("max", histogram.getMaxValue() / NANOS_PER_MS);
  }
}
