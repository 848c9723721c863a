package dev.hearth.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Results as files of JSON in a directory. */
final class Results {
  private static final String ENDING = ".json";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Results() {}

  static Path write(Path directory, Result result) throws IOException {
    Files.createDirectories(directory);
    String name = (result.label() + "-" + result.began()).replaceAll("[^A-Za-z0-9-]", "-");
    return Files.writeString(directory.resolve(name + ENDING), JSON.writeValueAsString(result));
  }

  /** All of a directory, by when they began. */
  static List<Result> read(Path directory) throws IOException {
    List<Path> files = List.of();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> all = Files.list(directory)) {
        files = all.filter(each -> each.toString().endsWith(ENDING)).sorted().toList();
      }
    }
    List<Result> results = new ArrayList<>();
    for (Path file : files) {
      results.add(result(file));
    }
    results.sort(Comparator.comparing(Result::began));
    return List.copyOf(results);
  }

  private static Result result(Path file) throws IOException {
    try {
      JsonNode tree = JSON.readTree(Files.readString(file));
      int form = tree.path("form").asInt(0);
      if (form != Result.FORM) {
        throw new IOException(
            "'%s' has form %d, and this reads form %d: measure anew with this version, or move the file away"
                .formatted(file, form, Result.FORM));
      }
      return JSON.treeToValue(tree, Result.class);
    } catch (JacksonException e) {
      throw new IOException(
          "'%s' is no result of a peer, or damaged: move it away (%s)"
              .formatted(file, e.getOriginalMessage()),
          e);
    }
  }
}
