package dev.hearth.simulator.command;

import dev.hearth.kernel.Role;
import dev.hearth.kernel.Suite;
import dev.hearth.policies.Registry;
import dev.hearth.simulator.experiment.Design;
import dev.hearth.simulator.experiment.Experiment;
import dev.hearth.simulator.experiment.Sweep;
import dev.hearth.simulator.laboratory.Trial;
import dev.hearth.simulator.report.Bound;
import dev.hearth.simulator.report.Provenance;
import dev.hearth.simulator.report.Report;
import dev.hearth.simulator.report.Workloads;
import dev.hearth.simulator.trace.TraceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth simulate}: policies compared on one workload. */
@Command(
    name = "simulate",
    description = "Compares policies on a trace or a generated load in the virtual world.",
    mixinStandardHelpOptions = true,
    subcommands = Llm.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a trial failed, or the report could not be written",
      "2:the command line, or a file it names, is wrong"
    })
public final class Simulate implements Runnable {
  /** They change no figure, so the command in a report goes without them. */
  private static final List<String> IRRELEVANT = List.of("--threads", "--out", "-o");

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Mixin private WorkloadOptions workloads = new WorkloadOptions();

  @Option(
      names = {"-p", "--policies"},
      paramLabel = "LIST",
      description =
          "what to compare, such as lsth,faascache or fixed:keep-alive=5m+kpa:target=2; a role,"
              + " such as warmth, stands for every policy that fills it ('hearth policies' lists"
              + " them)")
  private String policies = "";

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "trials of each policy, each under a seed of its own (default: 5)")
  private int seeds = 5;

  @Option(names = "--seed", paramLabel = "N", description = "the first seed (default: 1)")
  private long firstSeed = 1;

  @Option(
      names = "--sweep",
      paramLabel = "NAME=LIST",
      description =
          "values to try in turn: POLICY.PARAMETER=V1,V2, memory=V1,V2 or nodes=V1,V2; may be given"
              + " more than once")
  private List<String> sweeps = List.of();

  @Option(
      names = "--frontier",
      paramLabel = "LIST",
      description =
          "fixed keep-alive times that draw the frontier, or none (default: those of 1m, 2m, 5m,"
              + " 20m, 30m, 1h, 2h and 4h that are shorter than the load); not with --profiles")
  private String frontier = "1m,2m,5m,20m,30m,1h,2h,4h";

  @Mixin private ModelOptions models = new ModelOptions();

  @Mixin private WorldOptions worlds = new WorldOptions();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "trials that run at once; changes no figure (default: one for each processor)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      description = "where to write results.csv and report.html")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--workloads",
      description = "print docs/workloads.md, the formats of traces and the generators, and end")
  private boolean explain;

  @Override
  public void run() {
    if (explain) {
      spec.commandLine().getOut().print(Workloads.markdown());
      spec.commandLine().getOut().flush();
      return;
    }
    var report = run(prepared());
    var console = spec.commandLine().getOut();
    console.print(report.table());
    out.ifPresent(directory -> write(report, directory));
    console.flush();
  }

  /** Whatever is wrong with the command line is found here, before the first trial. */
  private Experiment prepared() {
    try {
      if (seeds < 1 || threads < 1) {
        throw new IllegalArgumentException("--seeds and --threads must be at least 1");
      }
      if (policies.isBlank()) {
        throw new IllegalArgumentException(
            "--policies is needed, such as --policies fixed:keep-alive=5m,kpa; 'hearth policies'"
                + " lists them");
      }
      var registry = new Registry();
      var workload = models.serving(workloads.open(spec.commandLine().getErr()));
      long length = workload.lengthNanos();
      var variants =
          Design.variants(
              named(registry),
              models.given() ? Design.PLANNING_BASELINES : Design.BASELINES,
              worlds.world(firstSeed, length),
              sweeps.stream().map(Sweep::parse).toList(),
              models.given() ? List.of() : Frontier.times(frontier, length),
              registry);
      return new Experiment(
          workload, variants, LongStream.range(0, seeds).mapToObj(i -> firstSeed + i).toList());
    } catch (IllegalArgumentException | TraceException e) {
      throw new CommandFailure(CommandFailure.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  /** The policies by name, roles replaced by the policies that fill them. */
  private List<String> named(Registry registry) {
    return Stream.of(policies.split(",", -1))
        .map(String::strip)
        .flatMap(
            name ->
                Stream.of(Role.values())
                    .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(name))
                    .findFirst()
                    .map(role -> filling(role, registry))
                    .orElseGet(() -> Stream.of(name)))
        .toList();
  }

  private static Stream<String> filling(Role role, Registry registry) {
    return registry.all().stream().filter(suite -> suite.roles().contains(role)).map(Suite::id);
  }

  private Report run(Experiment experiment) {
    try (var progress = new Progress(experiment.size())) {
      var bounds =
          models.given() ? List.<Bound>of() : Bound.of(experiment.bounds(threads, progress::step));
      var findings = experiment.run(Trial::run, threads, progress::step);
      return new Report(experiment.workload(), findings, bounds, provenance());
    } catch (RuntimeException e) {
      throw new CommandFailure(CommandFailure.FAILED, "a trial failed: " + e, e);
    }
  }

  private Provenance provenance() {
    var typed = new ArrayList<>(spec.commandLine().getParent().getParseResult().originalArgs());
    return new Provenance(
        Typed.command(typed, IRRELEVANT),
        LongStream.range(0, seeds).mapToObj(i -> firstSeed + i).toList(),
        Release.name(),
        Runtime.version() + ", " + System.getProperty("java.vm.vendor", ""));
  }

  private void write(Report report, Path directory) {
    try {
      report
          .write(directory)
          .forEach(file -> spec.commandLine().getErr().println("hearth: wrote " + file));
    } catch (IOException e) {
      throw new CommandFailure(
          CommandFailure.FAILED,
          "the report cannot be written to %s: %s".formatted(directory, e),
          e);
    }
  }
}
