package dev.hearth.node;

import static java.util.stream.Collectors.toMap;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.ModelSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A version of a model as it is kept: enough to serve it again without reading its file.
 *
 * @param manifest the text that was sent
 * @param path where its file is
 * @param files what its pipeline needs beside its file
 * @param unloaded whether it takes no requests until it is loaded
 */
record StoredModel(
    String name,
    int version,
    String manifest,
    String from,
    String sha256,
    String path,
    long bytes,
    GraphMetadata graph,
    List<StoredFile> files,
    boolean unloaded) {
  /**
   * A file of a pipeline.
   *
   * @param key the manifest's, which names it
   */
  record StoredFile(String key, String from, String sha256, String path, long bytes) {
    static StoredFile of(String key, Artifact file) {
      return new StoredFile(
          key, file.source().text(), file.sha256(), file.path().toString(), file.bytes());
    }

    Artifact artifact() {
      return new Artifact(ModelSource.parse(from), sha256, Path.of(path), bytes);
    }
  }

  static StoredModel of(Deployed model) {
    Artifact artifact = model.artifact();
    return new StoredModel(
        model.name(),
        model.number(),
        model.text(),
        artifact.source().text(),
        artifact.sha256(),
        artifact.path().toString(),
        artifact.bytes(),
        model.graph(),
        files(model.files()),
        !model.loaded());
  }

  Artifact artifact() {
    return new Artifact(ModelSource.parse(from), sha256, Path.of(path), bytes);
  }

  private static List<StoredFile> files(Map<String, Artifact> files) {
    return new TreeMap<>(files)
        .entrySet().stream().map(file -> StoredFile.of(file.getKey(), file.getValue())).toList();
  }

  /** The pipeline's files by the manifest's keys. */
  Map<String, Artifact> artifacts() {
    return files.stream().collect(toMap(StoredFile::key, StoredFile::artifact));
  }
}
