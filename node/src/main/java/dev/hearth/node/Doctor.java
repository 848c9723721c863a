package dev.hearth.node;

import dev.hearth.node.doctor.AccessChecks;
import dev.hearth.node.doctor.AddressCheck;
import dev.hearth.node.doctor.Finding;
import dev.hearth.node.doctor.Finding.Level;
import dev.hearth.node.doctor.MachineChecks;
import dev.hearth.node.doctor.PlaceChecks;
import dev.hearth.policies.Registry;
import dev.hearth.sandbox.Availability;
import dev.hearth.sandbox.Neighbours;
import dev.hearth.sandbox.Providers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Says what this machine can do for a node and what is in its way. Changes nothing. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Says what this machine can do for a node, and what of its configuration is wrong.",
      "Takes the options of 'up', so that it looks at what that would."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:a node can run", "1:something is in its way", "2:the command line is wrong"})
final class Doctor implements Callable<Integer> {
  private static final Clock CLOCK = Clock.systemUTC();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(names = "--host", description = "Address to listen on.")
  private @Nullable String host;

  @Option(names = "--port", description = "Port to listen on.")
  private @Nullable Integer port;

  @Option(names = "--data", description = "Directory for models and deployments.")
  private @Nullable Path data;

  @Option(names = "--models", description = "Directory of models to serve.")
  private @Nullable Path models;

  @Option(names = "--config", description = "Configuration file, see docs/configuration.md.")
  private @Nullable Path file;

  @Option(
      names = "--insecure-anonymous",
      description = "Let everybody in, even from other machines, without a key.")
  private boolean anonymous;

  @Option(names = "--json", description = "Print an object for scripts.")
  private boolean json;

  @Override
  public Integer call() {
    Logging.quiet();
    List<Finding> findings = findings();
    boolean fails = findings.stream().anyMatch(each -> each.level() == Level.FAILURE);
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? json(findings, !fails) : text(findings));
    out.flush();
    return fails ? 1 : 0;
  }

  private List<Finding> findings() {
    var machine = Machine.detect();
    var findings =
        new ArrayList<>(
            new MachineChecks(Path.of("/"), CLOCK).all(machine.cores(), machine.memoryBytes()));
    findings.addAll(PlaceChecks.programs(System::getenv));
    NodeConfig config = NodeConfig.defaults();
    try {
      config = config();
      findings.add(
          Finding.fine(
              "configuration", file == null ? "none, so all defaults" : file + " is understood"));
    } catch (ConfigurationException e) {
      findings.add(Finding.failure("configuration", String.valueOf(e.getMessage())));
    }
    findings.addAll(of(config));
    findings.addAll(sandboxes(config));
    return findings;
  }

  private NodeConfig config() {
    NodeConfig config = NodeConfig.parse(file == null ? "" : Up.read(file), new Registry());
    config = host == null ? config : config.withHost(host);
    config = port == null ? config : config.withPort(port);
    config = anonymous ? config.withAnonymous() : config;
    config = models == null ? config : config.withModels(models);
    return data == null ? config : config.withData(data);
  }

  private static List<Finding> of(NodeConfig config) {
    var findings = new ArrayList<Finding>();
    findings.add(
        new AddressCheck(config.host(), config.port(), config.security().tls())
            .look(config.data(), DataDirectory.held(config.data())));
    findings.add(PlaceChecks.disk(config.data()));
    findings.add(capacity(config));
    findings.add(credentials(config));
    findings.addAll(
        AccessChecks.all(config.security(), config.host(), config.data(), CLOCK.instant()));
    config.models().ifPresent(root -> findings.addAll(models(root, config.maxVersions())));
    return findings;
  }

  private static Finding capacity(NodeConfig config) {
    long mebibytes = config.capacity().memoryBytes() >> 20;
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    long there = Machine.detect().memoryBytes() >> 20;
    String what =
        "instances may use %d MiB and reserve %s cores"
            .formatted(mebibytes, config.capacity().cpuMillis() / 1e3);
    return mebibytes + heap > there
        ? Finding.warning(
            "capacity",
            "%s; with a heap of %d MiB that is more than the machine's %d: lower capacity.memory"
                .formatted(what, heap, there))
        : Finding.fine("capacity", what);
  }

  private static Finding credentials(NodeConfig config) {
    try {
      int keys = config.credentials().secrets().size();
      return keys == 0
          ? Finding.note("credentials", "none: calls of AWS Lambda's API need no signature")
          : Finding.fine("credentials", "%d access keys, all secrets found".formatted(keys));
    } catch (ConfigurationException e) {
      return Finding.failure("credentials", String.valueOf(e.getMessage()));
    }
  }

  /** One finding for each model that is no good, and one for all the others. */
  private static List<Finding> models(Path root, int maxVersions) {
    var findings = new ArrayList<Finding>();
    int good = 0;
    try {
      var directory = new ModelDirectory(root, new Registry(), maxVersions);
      for (Path entry : directory.entries()) {
        try {
          ModelDirectory.Found found = directory.read(entry);
          found.remarks().forEach(remark -> findings.add(Finding.note("models", remark)));
          good++;
        } catch (ConfigurationException e) {
          findings.add(Finding.warning("models", entry.getFileName() + ": " + e.getMessage()));
        }
      }
      findings.addFirst(Finding.fine("models", "%d understood in %s".formatted(good, root)));
    } catch (ConfigurationException e) {
      findings.add(Finding.failure("models", String.valueOf(e.getMessage())));
    }
    return findings;
  }

  /** Looks in a directory of its own, for a node may run with the configured one. */
  private static List<Finding> sandboxes(NodeConfig config) {
    var findings = new ArrayList<Finding>();
    try {
      Path own = Files.createTempDirectory("hearth-doctor");
      try (Providers providers = SandboxProviders.of(config.withData(own), Neighbours.NONE)) {
        providers.availability().forEach((name, there) -> findings.add(sandbox(name, there)));
      } finally {
        delete(own);
      }
    } catch (IOException | RuntimeException e) {
      findings.add(Finding.warning("sandboxes", "cannot be looked at: " + e));
    }
    return findings;
  }

  private static Finding sandbox(String name, Availability there) {
    String check = "sandbox " + name;
    return switch (there) {
      case Availability.Available(String note) ->
          Finding.fine(check, note.isEmpty() ? "available" : "available: " + note);
      case Availability.Unavailable(String reason) -> Finding.note(check, reason);
    };
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> below = Files.walk(directory)) {
      all = below.sorted(java.util.Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }

  private static String json(List<Finding> findings, boolean runs) {
    return JsonMapper.shared()
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(Map.of("canRun", runs, "findings", findings));
  }

  private static String text(List<Finding> findings) {
    var text = new StringBuilder();
    int widest = findings.stream().mapToInt(each -> each.check().length()).max().orElse(0);
    for (Finding each : findings) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-5s %-" + widest + "s  %s%n",
              mark(each.level()),
              each.check(),
              each.text()));
    }
    return text.append(summary(findings)).toString();
  }

  private static String mark(Level level) {
    return switch (level) {
      case FINE -> "ok";
      case NOTE -> "-";
      case WARNING -> "warn";
      case FAILURE -> "FAIL";
    };
  }

  private static String summary(List<Finding> findings) {
    long failures = findings.stream().filter(each -> each.level() == Level.FAILURE).count();
    long warnings = findings.stream().filter(each -> each.level() == Level.WARNING).count();
    String warned = warnings == 1 ? "1 warning" : warnings + " warnings";
    return failures > 0
        ? "%n%d in the way of a node, %s".formatted(failures, warned)
        : "%nA node can run here; %s".formatted(warned);
  }
}
