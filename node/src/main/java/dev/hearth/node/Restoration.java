package dev.hearth.node;

import dev.hearth.inference.ModelException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves again what was deployed before the node stopped, under the numbers it had; nothing is
 * fetched. Owned by the event loop.
 */
final class Restoration {
  private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);

  private final Preparation preparation;
  private final VersionFactory factory;
  private final Rollout rollout;

  Restoration(Preparation preparation, VersionFactory factory, Rollout rollout) {
    this.preparation = preparation;
    this.factory = factory;
    this.rollout = rollout;
  }

  /** Whatever cannot be served again is left out; it stays in the store. */
  void restore(List<StoredVersions> stored) {
    for (StoredVersions model : stored) {
      try {
        restored(model).ifPresent(rollout::restore);
      } catch (IllegalArgumentException | IllegalStateException e) {
        LOG.error("'{}' is not served again: {}", model.name(), e.getMessage());
      }
    }
  }

  /** What of a model can be served again, with all the traffic. */
  private Optional<ModelVersions> restored(StoredVersions model) {
    var versions = new TreeMap<Integer, Deployed>();
    for (StoredModel stored : model.versions()) {
      try {
        versions.put(
            stored.version(),
            factory.make(preparation.again(stored), stored.version(), !stored.unloaded()));
      } catch (ConfigurationException | ModelException e) {
        LOG.error(
            "version {} of '{}' is not served again: {}",
            stored.version(),
            model.name(),
            e.getMessage());
      }
    }
    if (versions.isEmpty()) {
      return Optional.empty();
    }
    Traffic traffic =
        new Traffic(model.traffic())
            .among(versions.keySet())
            .orElseGet(() -> Traffic.to(versions.lastKey()));
    return Optional.of(new ModelVersions(model.name(), model.last(), versions, traffic));
  }
}
