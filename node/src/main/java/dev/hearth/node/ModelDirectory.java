package dev.hearth.node;

import dev.hearth.inference.GraphMetadata;
import dev.hearth.policies.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of models: laid out as Triton's model repositories are, {@code NAME/[config.pbtxt]}
 * with {@code NAME/VERSION/model.onnx}, and manifests {@code *.yaml} beside them. Reading it
 * blocks.
 */
final class ModelDirectory {
  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");
  private static final Pattern MANIFEST = Pattern.compile(".*\\.ya?ml");

  private final Path root;
  private final Registry registry;
  private final int maxVersions;

  /**
   * Names a directory.
   *
   * @throws ConfigurationException if there is none
   */
  ModelDirectory(Path root, Registry registry, int maxVersions) {
    this.root = root.toAbsolutePath().normalize();
    if (!Files.isDirectory(root)) {
      throw new ConfigurationException(
          "there is no directory of models at %s; name another with --models".formatted(this.root));
    }
    this.registry = registry;
    this.maxVersions = maxVersions;
  }

  /**
   * A model of the directory.
   *
   * @param versions manifests by version
   * @param numbered whether the directory gives the numbers; else the only one is 0, and counts up
   * @param check holds a version's graph against what the directory says of it
   * @param remarks what whoever runs the node should know
   */
  record Found(
      String name,
      SortedMap<Integer, String> versions,
      boolean numbered,
      Consumer<GraphMetadata> check,
      List<String> remarks) {}

  Path root() {
    return root;
  }

  /**
   * What may be a model, in the order of names.
   *
   * @throws ConfigurationException if the directory cannot be read
   */
  List<Path> entries() {
    try (Stream<Path> below = Files.list(root)) {
      return below
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .filter(
              path ->
                  Files.isDirectory(path)
                      || MANIFEST.matcher(path.getFileName().toString()).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new ConfigurationException(
          "the directory of models %s cannot be read: %s; name another with --models"
              .formatted(root, e));
    }
  }

  /** The entry that is a model of that name. */
  Optional<Path> entry(String name) {
    return entries().stream().filter(path -> isFor(path, name)).findFirst();
  }

  private boolean isFor(Path entry, String name) {
    if (Files.isDirectory(entry)) {
      return entry.getFileName().toString().equals(name);
    }
    try {
      return read(entry).name().equals(name);
    } catch (ConfigurationException _) {
      return false;
    }
  }

  /**
   * Reads an entry.
   *
   * @throws ConfigurationException saying what is wrong with it
   */
  Found read(Path entry) {
    return Files.isDirectory(entry) ? layout(entry) : manifest(entry);
  }

  private Found manifest(Path file) {
    String text = text(file);
    String name = Manifest.parse(text, registry).name();
    return new Found(name, new TreeMap<>(Map.of(0, text)), false, _ -> {}, List.of());
  }

  private Found layout(Path directory) {
    String name = directory.getFileName().toString();
    Path file = directory.resolve("config.pbtxt");
    Optional<TritonConfig> config =
        Files.exists(file) ? Optional.of(TritonConfig.parse(text(file))) : Optional.empty();
    config
        .map(said -> said.config().getName())
        .filter(said -> !said.isEmpty() && !said.equals(name))
        .ifPresent(
            said -> {
              throw new ConfigurationException(
                  "config.pbtxt is for '%s' but its directory is '%s'".formatted(said, name));
            });
    SortedSet<Integer> there = versions(directory);
    SortedSet<Integer> selected =
        config.map(said -> said.selected(there)).orElseGet(() -> TritonConfig.newest(there, 1));
    var remarks = new ArrayList<>(config.map(TritonConfig::remarks).orElse(List.of()));
    if (selected.size() > maxVersions) {
      remarks.add(
          "of the versions %s only the newest %d are served; raise limits.versions"
              .formatted(selected, maxVersions));
    }
    var manifests = new TreeMap<Integer, String>();
    for (int version : TritonConfig.newest(selected, maxVersions)) {
      Path model =
          directory
              .resolve(Integer.toString(version))
              .resolve(config.map(TritonConfig::fileName).orElse("model.onnx"));
      manifests.put(
          version,
          config
              .map(said -> said.manifest(name, model))
              .orElseGet(() -> plainManifest(name, model)));
    }
    return new Found(
        name, manifests, true, graph -> config.ifPresent(said -> said.check(graph)), remarks);
  }

  private static String plainManifest(String name, Path model) {
    return "kind: Model\nname: %s\nfrom: %s\n"
        .formatted(TritonConfig.quoted(name), TritonConfig.quoted("file:" + model));
  }

  private static SortedSet<Integer> versions(Path directory) {
    var versions = new TreeSet<Integer>();
    try (Stream<Path> below = Files.list(directory)) {
      below
          .filter(Files::isDirectory)
          .map(path -> path.getFileName().toString())
          .filter(name -> NUMBER.matcher(name).matches())
          .forEach(name -> versions.add(Integer.parseInt(name)));
    } catch (IOException e) {
      throw new ConfigurationException(directory + " cannot be read: " + e);
    }
    if (versions.isEmpty()) {
      throw new ConfigurationException(
          directory + " has no version: there is no directory such as 1 with a model.onnx in it");
    }
    return versions;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ConfigurationException(file + " cannot be read: " + e);
    }
  }
}
