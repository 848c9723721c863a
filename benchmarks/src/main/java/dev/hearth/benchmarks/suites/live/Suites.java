package dev.hearth.benchmarks.suites.live;

import dev.hearth.benchmarks.Machine;
import dev.hearth.benchmarks.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a suite of the literature on a node of its own. */
@CommandLine.Command(
    name = "hearth suites",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Runs a suite on a node of its own, prints what it found and writes it as JSON."
            + " Without a suite: lists what there is.")
public final class Suites implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "SUITE",
      description = "functionbench, faasdom, serverlessbench or faasprofiler.")
  private @Nullable String suite;

  @Option(names = "--case", split = ",", description = "Cases to run (default: all).")
  private List<String> cases = List.of();

  @Option(names = "--language", split = ",", description = "python, node, java (default: all).")
  private List<String> languages = List.of();

  @Option(
      names = "--sandbox",
      split = ",",
      description =
          "process, zygote, oci, jvm, photons (default: all for functionbench, else process).")
  private List<String> sandboxes = List.of();

  @Option(
      names = "--repeats",
      defaultValue = "10",
      description = "Warm calls of each (default: ${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = "--warm-up",
      defaultValue = "3",
      description = "Calls before that are not counted (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--colds",
      defaultValue = "3",
      description = "Calls of each that find no instance (default: ${DEFAULT-VALUE}).")
  private int colds;

  @Option(
      names = "--workload",
      description = "What faasprofiler sends (default: benchmarks/suites/workload.json).")
  private @Nullable Path workload;

  @Option(
      names = "--report",
      description = "Where the JSON goes (default: target/suites/SUITE.json).")
  private @Nullable Path report;

  @Option(
      names = "--root",
      defaultValue = ".",
      description = "The checkout (default: ${DEFAULT-VALUE}).")
  private Path root = Path.of(".");

  private List<String> arguments = List.of();

  public static void main(String[] arguments) {
    var suites = new Suites();
    suites.arguments = List.of(arguments);
    System.exit(
        new CommandLine(suites).setExecutionExceptionHandler(Suites::explain).execute(arguments));
  }

  private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof IllegalArgumentException) {
      command.getErr().println("suites: " + failure.getMessage());
      return 2;
    }
    throw failure;
  }

  @Override
  public Integer call() throws IOException {
    Path folder = folder();
    List<Known> all = Known.all(folder);
    if (suite == null) {
      list(all);
      return 0;
    }
    Plan plan = plan(Suite.of(suite));
    if (plan.suite() != Suite.SERVERLESSBENCH) {
      var _ = plan.known(all);
    }
    System.err.println("suites: " + Machine.description());
    Report found;
    try (var directory = new TemporaryDirectory();
        var stage = Stage.open(folder, directory.path())) {
      // A run that is stopped half-way must not leave its node behind.
      Runtime.getRuntime().addShutdownHook(new Thread(stage::close, "interrupted"));
      found = run(stage, plan, all);
    }
    found.print();
    Path file = report == null ? root.resolve("target/suites/" + suite + ".json") : report;
    found.write(file);
    System.out.println("written to " + file.normalize());
    return 0;
  }

  private Report run(Stage stage, Plan plan, List<Known> all) throws IOException {
    String command = "./hearth suites " + String.join(" ", told());
    return switch (plan.suite()) {
      case FUNCTIONBENCH -> new Kernels(stage, plan, all).run(command);
      case FAASDOM -> new Providers(stage, plan, all, Price.all(folder())).run(command);
      case SERVERLESSBENCH -> new Characterisation(stage, plan, all).run(command);
      case FAASPROFILER -> new Profiler(stage, plan, all, Workload.read(workload())).run(command);
    };
  }

  /** What it was told, without the folder that the launcher adds. */
  private List<String> told() {
    var told = new ArrayList<>(arguments);
    int at = told.indexOf("--root");
    if (at >= 0 && at + 1 < told.size()) {
      told.subList(at, at + 2).clear();
    }
    return told;
  }

  private Path workload() {
    return workload == null ? folder().resolve("workload.json") : workload;
  }

  private Path folder() {
    Path folder = root.resolve("benchmarks").resolve("suites");
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "there is no '%s'; say --root with the folder of a checkout".formatted(folder));
    }
    return folder.toAbsolutePath().normalize();
  }

  private Plan plan(Suite which) {
    var inLanguages = EnumSet.noneOf(Language.class);
    languages.forEach(each -> inLanguages.add(named(Language.class, each)));
    var inPlaces = EnumSet.noneOf(Place.class);
    sandboxes.forEach(each -> inPlaces.add(named(Place.class, each)));
    if (inLanguages.isEmpty()) {
      inLanguages.addAll(EnumSet.allOf(Language.class));
    }
    if (inPlaces.isEmpty()) {
      inPlaces.addAll(
          which == Suite.FUNCTIONBENCH ? EnumSet.allOf(Place.class) : EnumSet.of(Place.PROCESS));
    }
    return new Plan(which, new HashSet<>(cases), inLanguages, inPlaces, warmUp, repeats, colds);
  }

  private static <T extends Enum<T>> T named(Class<T> type, String name) {
    var known = new ArrayList<String>();
    for (T each : type.getEnumConstants()) {
      known.add(each.name().toLowerCase(Locale.ROOT));
      if (known.getLast().equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "'%s' is none of %s".formatted(name, String.join(", ", known)));
  }

  private static void list(List<Known> all) {
    for (Suite each : Suite.values()) {
      var names =
          each == Suite.SERVERLESSBENCH
              ? Characterisation.cases()
              : all.stream().filter(known -> known.suite() == each).map(Known::name).toList();
      System.out.printf("%-16s %s%n", each.id(), String.join(", ", names));
    }
  }
}
