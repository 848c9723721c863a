package dev.hearth.node;

import dev.hearth.inference.Artifact;
import dev.hearth.inference.ModelStore;
import java.util.HashSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the files that no version needs any more, and that no change under way may be about to
 * need. Owned by the event loop.
 */
final class FileCleaner {
  private static final Logger LOG = LoggerFactory.getLogger(FileCleaner.class);

  private final ModelStore models;
  private final DeploymentStore store;
  private final Catalogue catalogue;
  private final ChangesUnderWay underWay;
  private final Background background;
  private long cleanedAfter;
  private int cleanedVersions;
  private boolean cleaning;

  FileCleaner(
      ModelStore models,
      DeploymentStore store,
      Catalogue catalogue,
      ChangesUnderWay underWay,
      Background background) {
    this.models = models;
    this.store = store;
    this.catalogue = catalogue;
    this.underWay = underWay;
    this.background = background;
  }

  /** Cleans if something has changed since it last did, and nothing is changing now. */
  void clean() {
    boolean changed =
        underWay.ended() != cleanedAfter || catalogue.versions().size() != cleanedVersions;
    if (!changed || cleaning || underWay.size() > 0) {
      return;
    }
    cleaning = true;
    long after = underWay.ended();
    int versions = catalogue.versions().size();
    var needed = new HashSet<String>();
    catalogue.versions().forEach(version -> digests(version).forEach(needed::add));
    Runnable removal = models.cleaning(needed, store::digests);
    background
        .run(removal)
        .onComplete(_ -> cleaning = false)
        .onSuccess(
            _ -> {
              cleanedAfter = after;
              cleanedVersions = versions;
            })
        .onFailure(cause -> LOG.warn("{}; it is tried again", cause.getMessage()));
  }

  private static Stream<String> digests(Deployed version) {
    return Stream.concat(Stream.of(version.artifact()), version.files().values().stream())
        .map(Artifact::sha256);
  }
}
