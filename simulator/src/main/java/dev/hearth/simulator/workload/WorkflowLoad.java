package dev.hearth.simulator.workload;

import dev.hearth.kernel.Suite.Parameter;
import java.util.ArrayList;
import java.util.List;

/** Workflows: functions that call each other, in some usual shapes. */
final class WorkflowLoad implements Generator {
  private static final List<String> SHAPES = List.of("chain", "tree", "fan", "diamond", "phases");
  private static final int MOST = 100_000;

  @Override
  public String name() {
    return "workflow";
  }

  @Override
  public String meaning() {
    return "functions that call each other: chains, trees, fan-out, joins, scientific phases";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter(
            "shape", "", "chain", "or tree (one path each), fan, diamond (a join) or phases"),
        new Parameter("depth", "steps", "5", "of a chain, a fan, a path of a tree; phases"),
        new Parameter("branches", "", "2", "ways on from a function of a tree or diamond"),
        new Parameter("likely", "", "0.8", "probability of a tree's first branch"),
        new Parameter("shift", "time", "never", "from when on the last branch is the likely one"),
        new Parameter("width", "", "4", "invocations side by side in every second step of a fan"),
        new Parameter("applications", "", "1", "of this shape, with functions of their own"),
        new Parameter("common", "", "no", "yes: every path ends in one function of them all"),
        new Parameter("concurrency", "", "20", "Weibull scale of a phase's components"),
        new Parameter("weibull", "", "1.5", "Weibull shape of a phase's components"),
        new Parameter("variety", "", "4", "functions that a phase's components are of"),
        new Parameter("rate", "workflows/s", "0.05", "Poisson"),
        new Parameter("every", "time", "none", "evenly spaced instead"),
        new Parameter("rates", "workflows/s", "none", "several, joined by /, each for a step"),
        new Parameter("step", "time", "1m", "how long one of the rates holds, over and over"),
        new Parameter("hours", "h", "1", "length"),
        new Parameter("exec", "time", "500ms", "mean execution time"),
        new Parameter("spread", "", "0", "its coefficient of variation between functions"),
        new Parameter("variation", "", "0.2", "and within one"),
        new Parameter("cold", "time", "2s", "a start"),
        new Parameter("own", "", "0.7", "share of a start that is the function's code"),
        new Parameter("memory", "memory", "256MiB", "of an instance"),
        new Parameter("objective", "", "10", "times the mean execution time; 0 for none"));
  }

  @Override
  public Workload make(Settings settings, String name, Fingerprint fingerprint) {
    var shapes =
        new WorkflowShapes(
            new WorkflowShapes.Functions(
                settings.nanos("exec"),
                settings.number("spread", 0, 10),
                settings.number("variation", 0, 10),
                settings.nanos("cold"),
                settings.number("own", 0, 1),
                settings.bytes("memory"),
                settings.number("objective", 0, 1e6)));
    var workflows = new ArrayList<Workflow>();
    long applications = settings.count("applications", 1, MOST);
    for (int i = 0; i < applications; i++) {
      shapes.application("app" + i);
      workflows.add(workflow(settings, shapes));
    }
    if (settings.word("common", List.of("no", "yes")).equals("yes")) {
      workflows.replaceAll(shapes.common());
    }
    long length = (long) (settings.number("hours", 1e-4, 1e5) * 3.6e12);
    return new Workflows(
        name, shapes.profiles(), workflows, roots(settings), length, fingerprint.text());
  }

  private static Workflow workflow(Settings settings, WorkflowShapes shapes) {
    int depth = count(settings, "depth");
    int branches = count(settings, "branches");
    return switch (settings.word("shape", SHAPES)) {
      case "tree" -> shapes.tree(depth, branches, settings.number("likely", 0, 1), shift(settings));
      case "fan" -> shapes.chain(depth, count(settings, "width"));
      case "diamond" -> shapes.diamond(branches);
      case "phases" ->
          shapes.phases(
              depth,
              settings.number("concurrency", 0.1, 10_000),
              settings.number("weibull", 0.1, 50),
              count(settings, "variety"));
      default -> shapes.chain(depth, 1);
    };
  }

  private static int count(Settings settings, String name) {
    return (int) settings.count(name, 1, MOST);
  }

  private static long shift(Settings settings) {
    return settings.is("shift", "never") ? Long.MAX_VALUE : settings.nanos("shift");
  }

  private static Roots roots(Settings settings) {
    if (!settings.is("every", "none")) {
      return Roots.every(settings.nanos("every"));
    }
    if (settings.is("rates", "none")) {
      return Roots.poisson(settings.number("rate", 1e-9, 1e6));
    }
    var rates = new ArrayList<Double>();
    for (var rate : settings.text("rates").split("/", -1)) {
      rates.add(rate(rate));
    }
    return new Roots(List.copyOf(rates), settings.nanos("step"), true);
  }

  private static double rate(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "parameter 'rates' of generator 'workflow' must be numbers joined by /, such as 1/5/2,"
              + " not '%s'".formatted(text),
          e);
    }
  }
}
