package dev.hearth.cli.top;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a node did between two readings, the busiest version of a model or function first.
 *
 * @param seconds between the readings
 */
record Sample(double seconds, List<Activity> versions, Map<String, Double> node) {
  private static final Comparator<Activity> BUSIEST_FIRST =
      Comparator.comparingDouble((Activity each) -> each.answered() + each.refused())
          .thenComparingDouble(Activity::queued)
          .thenComparingDouble(Activity::running)
          .reversed()
          .thenComparing(each -> each.key().name())
          .thenComparing(each -> each.key().version());
  private static final double MEBIBYTE = 1 << 20;
  static final String PRICE = "hearth_price_gib_second";

  static Sample of(Reading before, Reading after) {
    double price = after.node().getOrDefault(PRICE, 0.0);
    double seconds = Math.max(1e-3, (after.nanos() - before.nanos()) / 1e9);
    var versions = new ArrayList<Activity>();
    after
        .versions()
        .forEach(
            (key, measures) ->
                versions.add(
                    Activity.of(
                        key,
                        before.versions().getOrDefault(key, new Measures()),
                        measures,
                        seconds,
                        price)));
    versions.sort(BUSIEST_FIRST);
    return new Sample(seconds, versions, after.node());
  }

  double value(String series) {
    return node.getOrDefault(series, 0.0);
  }

  /** Memory of the node's virtual machine in MiB; models' own is not in it. */
  double heapMib() {
    return value("jvm_memory_used_bytes") / MEBIBYTE;
  }

  /** What instances reserve together, in MiB. */
  double heldMib() {
    return versions.stream().mapToDouble(Activity::memoryBytes).sum() / MEBIBYTE;
  }

  double costPerHour() {
    return versions.stream().mapToDouble(Activity::costPerHour).sum();
  }

  ObjectNode json() {
    ObjectNode to = JsonMapper.shared().createObjectNode();
    to.put("seconds", seconds)
        .put("unanswered", (long) value("hearth_unanswered"))
        .put("bodiesHeldBytes", (long) value("hearth_bodies_held_bytes"))
        .put("jvmMemoryUsedBytes", (long) value("jvm_memory_used_bytes"));
    ArrayNode models = to.putArray("models");
    ArrayNode functions = to.putArray("functions");
    versions.forEach(each -> write(each, (each.key().function() ? functions : models).addObject()));
    return to;
  }

  private static void write(Activity from, ObjectNode to) {
    to.put("name", from.key().name()).put("version", from.key().version());
    ObjectNode instances = to.putObject("instances");
    from.instances().forEach((state, count) -> instances.put(state, count.longValue()));
    to.put("queued", (long) from.queued())
        .put("answeredPerSecond", from.answered())
        .put("refusedPerSecond", from.refused())
        .put("failedPerSecond", from.failed());
    number(to, "p50Ms", from.p50Ms());
    number(to, "p99Ms", from.p99Ms());
    number(to, "meanBatch", from.batch());
    to.put("newColdStarts", (long) from.newColdStarts())
        .put("coldStarts", (long) from.coldStarts())
        .put("memoryBytes", (long) from.memoryBytes())
        .put("costPerHour", from.costPerHour())
        .put("cost", from.cost());
  }

  /** JSON has no NaN: what is not known is null. */
  private static void number(ObjectNode to, String name, double value) {
    if (Double.isNaN(value)) {
      to.putNull(name);
    } else {
      to.put(name, value);
    }
  }
}
