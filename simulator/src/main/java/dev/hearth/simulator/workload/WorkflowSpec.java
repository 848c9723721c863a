package dev.hearth.simulator.workload;

import dev.hearth.policies.parameter.Nearest;
import dev.hearth.policies.parameter.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Workflows as asked for on the command line, such as {@code workflow:shape=tree,depth=4,rate=0.1}.
 * What can be set, and its default:
 *
 * <ul>
 *   <li>{@code shape} (chain): {@code chain}; {@code tree}, of which each workflow goes down one
 *       path; {@code fan}, a chain of which every second step is {@code width} invocations side by
 *       side; {@code diamond}, a root, {@code branches} functions side by side and one that waits
 *       for all; {@code phases}, a scientific workflow
 *   <li>{@code depth} (5) steps of a chain, fan or path, or phases
 *   <li>{@code branches} (2) ways on from a function of a tree or diamond; {@code likely} (0.8),
 *       the probability of the first of them, the others share the rest; {@code shift} (never), the
 *       time from which on the last is the likely one
 *   <li>{@code width} (4) side by side in a fan
 *   <li>{@code applications} (1) of this shape with functions of their own; {@code common} (no):
 *       {@code yes} ends every path of all of them in one function
 *   <li>{@code concurrency} (20), scale of the Weibull distribution of components in a phase;
 *       {@code weibull} (1.5), its shape; {@code variety} (4), functions of a phase
 *   <li>{@code rate} (0.05) workflows a second, Poisson; or {@code every}, evenly spaced by a time;
 *       or {@code rates}, several joined by {@code /}, each for {@code step} (1m), over and over
 *   <li>{@code hours} (1)
 *   <li>{@code exec} (500ms), mean execution time; {@code spread} (0), its coefficient of variation
 *       between functions; {@code variation} (0.2), within one
 *   <li>{@code cold} (2s), a start; {@code own} (0.7), the share of it that is the function's own
 *       code and packages rather than sandbox and runtime; {@code memory} (256MiB); {@code
 *       objective} (10), times the mean execution time, 0 for none
 * </ul>
 */
public final class WorkflowSpec {
  private static final Map<String, String> DEFAULTS = defaults();

  private final String name;
  private final TreeMap<String, String> values;
  private final WorkflowShapes shapes;

  private WorkflowSpec(Map<String, String> set) {
    values = new TreeMap<>(DEFAULTS);
    for (var key : set.keySet()) {
      if (!DEFAULTS.containsKey(key)) {
        throw new IllegalArgumentException(
            "a workflow has no '%s'; did you mean '%s'?"
                .formatted(key, Nearest.to(key, DEFAULTS.keySet())));
      }
    }
    values.putAll(set);
    name = "workflow" + (set.isEmpty() ? "" : ":" + joined(set));
    shapes =
        new WorkflowShapes(
            new WorkflowShapes.Functions(
                nanos("exec"),
                number("spread"),
                number("variation"),
                nanos("cold"),
                number("own"),
                bytes("memory"),
                number("objective")));
  }

  /**
   * The workload that these settings ask for.
   *
   * @throws IllegalArgumentException saying which setting is wrong and what to write
   */
  public static Workload parse(Map<String, String> set) {
    return new WorkflowSpec(set).workload();
  }

  private static Map<String, String> defaults() {
    var all = new TreeMap<String, String>();
    var pairs =
        "shape=chain depth=5 branches=2 likely=0.8 shift=never width=4 applications=1 common=no"
            + " concurrency=20 weibull=1.5 variety=4 rate=0.05 every=none rates=none step=1m"
            + " hours=1 exec=500ms spread=0 variation=0.2 cold=2s own=0.7 memory=256MiB"
            + " objective=10";
    for (var pair : pairs.split(" ", -1)) {
      int equals = pair.indexOf('=');
      all.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return all;
  }

  private static String joined(Map<String, String> set) {
    var pairs = new ArrayList<String>();
    new TreeMap<>(set).forEach((key, value) -> pairs.add(key + "=" + value));
    return String.join(",", pairs);
  }

  private Workload workload() {
    var workflows = new ArrayList<Workflow>();
    int applications = count("applications");
    for (int i = 0; i < applications; i++) {
      shapes.application("app" + i);
      workflows.add(workflow());
    }
    if (text("common").equals("yes")) {
      workflows.replaceAll(shapes.common());
    }
    return new Workflows(name, shapes.profiles(), workflows, roots(), lengthNanos());
  }

  private Workflow workflow() {
    int depth = count("depth");
    return switch (text("shape")) {
      case "chain" -> shapes.chain(depth, 1);
      case "fan" -> shapes.chain(depth, count("width"));
      case "tree" -> shapes.tree(depth, count("branches"), number("likely"), shift());
      case "diamond" -> shapes.diamond(count("branches"));
      case "phases" ->
          shapes.phases(depth, number("concurrency"), number("weibull"), count("variety"));
      default ->
          throw new IllegalArgumentException(
              "'shape' of a workflow is chain, tree, fan, diamond or phases, not '%s'"
                  .formatted(text("shape")));
    };
  }

  private long shift() {
    return text("shift").equals("never") ? Long.MAX_VALUE : nanos("shift");
  }

  private long lengthNanos() {
    return (long) (number("hours") * 3.6e12);
  }

  private Roots roots() {
    if (!text("every").equals("none")) {
      return Roots.every(nanos("every"));
    }
    if (text("rates").equals("none")) {
      return Roots.poisson(number("rate"));
    }
    var rates = new ArrayList<Double>();
    for (var rate : text("rates").split("/", -1)) {
      rates.add(number("rates", rate));
    }
    return new Roots(List.copyOf(rates), nanos("step"), true);
  }

  private String text(String key) {
    return values.getOrDefault(key, "");
  }

  private int count(String key) {
    double count = number(key);
    if (count < 1 || count > 1_000_000 || count != StrictMath.rint(count)) {
      throw wrong(key, text(key), "a whole number of at least 1");
    }
    return (int) count;
  }

  private double number(String key) {
    return number(key, text(key));
  }

  private static double number(String key, String value) {
    try {
      double number = Double.parseDouble(value);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong(key, value, "a number");
    }
    throw wrong(key, value, "a number that is not negative");
  }

  private long nanos(String key) {
    try {
      return Quantity.nanos(text(key));
    } catch (NumberFormatException e) {
      throw wrong(key, text(key), "a time with its unit, such as 500ms");
    }
  }

  private long bytes(String key) {
    try {
      return Quantity.bytes(text(key));
    } catch (NumberFormatException e) {
      throw wrong(key, text(key), "an amount of memory with its unit, such as 256MiB");
    }
  }

  private static IllegalArgumentException wrong(String key, String value, String wanted) {
    return new IllegalArgumentException(
        "'%s' of a workflow must be %s, not '%s'".formatted(key, wanted, value));
  }
}
