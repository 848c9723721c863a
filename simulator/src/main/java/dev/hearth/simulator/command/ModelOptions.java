package dev.hearth.simulator.command;

import dev.hearth.kernel.Objective;
import dev.hearth.kernel.Profile;
import dev.hearth.kernel.ProfileTable;
import dev.hearth.policies.parameter.Quantity;
import dev.hearth.simulator.workload.Fingerprint;
import dev.hearth.simulator.workload.FunctionProfile;
import dev.hearth.simulator.workload.ModelLoad;
import dev.hearth.simulator.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Models that serve the functions of a workload, and what they are asked for. */
final class ModelOptions {
  private static final String EVERY = "";
  private static final double PERCENTILE = 99;

  @Option(
      names = "--profiles",
      paramLabel = "PATH",
      description =
          "latencies of models, 'model threads gpuPercent batch milliseconds' a line: a file, or a"
              + " folder whose *-profile.txt are read. Runs then take what the profile says, and"
              + " every comparison has uniform batching and one request at a time in it")
  private Optional<Path> profiles = Optional.empty();

  @Option(
      names = "--models",
      paramLabel = "LIST",
      description =
          "models by which each function is served, such as resnet-50,ssd: one copy of the function"
              + " for each, with as many times its load as a number after a colon says, such as"
              + " resnet-50,textcnn-69:40 (default: the model that has the function's name)")
  private String models = "";

  @Option(
      names = "--objectives",
      paramLabel = "LIST",
      description =
          "latency at the 99th percentile: one for all, such as 200ms, or by model, such as"
              + " 200ms,ssd=400ms (default: the workload's)")
  private String objectives = "";

  /** Whether models serve the workload. */
  boolean given() {
    return profiles.isPresent();
  }

  /**
   * The workload served by models.
   *
   * @throws IllegalArgumentException saying which option, file or name is wrong
   */
  Workload serving(Workload workload) {
    if (profiles.isEmpty()) {
      if (!models.isEmpty() || !objectives.isEmpty()) {
        throw new IllegalArgumentException("--models and --objectives need --profiles PATH");
      }
      return workload;
    }
    var fingerprint = new Fingerprint().add(workload.fingerprint()).add(models).add(objectives);
    var known = read(profiles.get(), fingerprint);
    var asked = asked();
    var serving = new ArrayList<List<ModelLoad.Model>>();
    for (var function : workload.functions()) {
      serving.add(
          named(function).stream().map(name -> model(name, function, known, asked)).toList());
    }
    return new ModelLoad(workload, serving, fingerprint.text());
  }

  private List<String> named(FunctionProfile function) {
    return models.isBlank()
        ? List.of(function.name())
        : Stream.of(models.split(",", -1)).map(String::strip).toList();
  }

  private static ModelLoad.Model model(
      String named,
      FunctionProfile function,
      SortedMap<String, Profile> known,
      SortedMap<String, Objective> asked) {
    int colon = named.lastIndexOf(':');
    var name = colon < 0 ? named : named.substring(0, colon);
    var profile = known.get(name);
    if (profile == null) {
      throw new IllegalArgumentException(
          "--profiles knows no model '%s', only %s; name models with --models"
              .formatted(name, String.join(", ", known.keySet())));
    }
    var forAll = asked.getOrDefault(EVERY, function.objective());
    return new ModelLoad.Model(
        name, colon < 0 ? 1 : load(named, colon), profile, asked.getOrDefault(name, forAll));
  }

  private static int load(String named, int colon) {
    try {
      return Integer.parseInt(named.substring(colon + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' in --models is not a model and a whole number, such as textcnn-69:40"
              .formatted(named),
          e);
    }
  }

  private SortedMap<String, Objective> asked() {
    var asked = new TreeMap<String, Objective>();
    for (var part : objectives.isBlank() ? new String[0] : objectives.split(",", -1)) {
      int equals = part.indexOf('=');
      asked.put(
          equals < 0 ? EVERY : part.substring(0, equals).strip(),
          objective(part.substring(equals + 1)));
    }
    return asked;
  }

  private static Objective objective(String text) {
    try {
      return new Objective(Quantity.nanos(text.strip()), PERCENTILE);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' in --objectives is not a time above 0 with its unit, such as 200ms".formatted(text),
          e);
    }
  }

  /** Slow points are kept: a policy that chooses them shall feel it. */
  private static SortedMap<String, Profile> read(Path path, Fingerprint fingerprint) {
    var lines = new ArrayList<String>();
    for (var file : files(path)) {
      try {
        lines.addAll(Files.readAllLines(file));
      } catch (IOException e) {
        throw new IllegalArgumentException("cannot read the profiles of " + file + ": " + e, e);
      }
    }
    lines.forEach(fingerprint::add);
    var read = ProfileTable.parse(lines, Double.POSITIVE_INFINITY);
    if (read.isEmpty()) {
      throw new IllegalArgumentException("there is no profile in " + path);
    }
    return read;
  }

  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (var listed = Files.list(path)) {
      return listed.filter(file -> file.toString().endsWith("-profile.txt")).sorted().toList();
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot list the files of " + path + ": " + e, e);
    }
  }
}
