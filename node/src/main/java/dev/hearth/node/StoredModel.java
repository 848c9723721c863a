package dev.hearth.node;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.ModelSource;
import java.nio.file.Path;

/**
 * A deployed model as it is kept: enough to serve it again without reading its file.
 *
 * @param manifest the text that was sent
 * @param path where its file is
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
    boolean unloaded) {
  static StoredModel of(Deployed model, String manifestText) {
    Artifact artifact = model.artifact();
    return new StoredModel(
        model.name(),
        Integer.parseInt(model.version()),
        manifestText,
        artifact.source().text(),
        artifact.sha256(),
        artifact.path().toString(),
        artifact.bytes(),
        model.graph(),
        !model.loaded());
  }

  Artifact artifact() {
    return new Artifact(ModelSource.parse(from), sha256, Path.of(path), bytes);
  }
}
