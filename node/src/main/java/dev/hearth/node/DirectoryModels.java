package dev.hearth.node;

import dev.hearth.gateway.Problem;
import dev.hearth.inference.ModelSource;
import dev.hearth.node.ModelDirectory.Found;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves what a directory of models holds: when the node starts, and again for one model when it is
 * loaded. A model that is no good is told and left out; the others are served. Owned by the event
 * loop.
 */
final class DirectoryModels {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryModels.class);

  private final ModelDirectory directory;
  private final Catalogue catalogue;
  private final Preparation preparation;
  private final VersionFactory factory;
  private final Rollout rollout;
  private final Deployer deployer;
  private final ChangesUnderWay underWay;
  private final Background background;

  DirectoryModels(
      ModelDirectory directory,
      Catalogue catalogue,
      Preparation preparation,
      VersionFactory factory,
      Rollout rollout,
      Deployer deployer,
      ChangesUnderWay underWay,
      Background background) {
    this.directory = directory;
    this.catalogue = catalogue;
    this.preparation = preparation;
    this.factory = factory;
    this.rollout = rollout;
    this.deployer = deployer;
    this.underWay = underWay;
    this.background = background;
  }

  /** Serves everything, one after the other. Never fails; what went wrong is in the log. */
  Future<?> serveAll() {
    return background
        .call(directory::entries)
        .compose(
            entries -> {
              Future<?> all = removeAbsent(entries);
              for (Path entry : entries) {
                all = all.compose(_ -> serve(entry));
              }
              return all;
            })
        .recover(
            cause -> {
              LOG.error("the directory of models is not served: {}", cause.getMessage());
              return Future.succeededFuture();
            });
  }

  /** Models that were laid out here before and are not any more. */
  private Future<?> removeAbsent(List<Path> entries) {
    List<String> there = entries.stream().map(path -> path.getFileName().toString()).toList();
    Future<?> all = Future.succeededFuture();
    for (ModelVersions model : catalogue.all()) {
      if (laidOutHere(model) && !there.contains(model.name())) {
        LOG.info("'{}' is no longer in {}", model.name(), directory.root());
        all = all.compose(_ -> rollout.remove(model));
      }
    }
    return all;
  }

  private Future<?> serve(Path entry) {
    return background
        .call(() -> directory.read(entry))
        .compose(
            found -> {
              underWay.begin(found.name());
              return serve(found).onComplete(_ -> underWay.end(found.name()));
            })
        .recover(
            cause -> {
              LOG.error("{} is not served: {}", entry, cause.getMessage());
              return Future.succeededFuture();
            });
  }

  /**
   * Serves a model as the directory has it now; whoever calls keeps other changes of it away.
   *
   * @return whether the directory has it
   */
  Future<Boolean> load(String name) {
    return background
        .call(() -> directory.entry(name).map(directory::read))
        .compose(
            found -> found.isEmpty() ? Future.succeededFuture(false) : serve(found.get()).map(true))
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof ConfigurationException e
                        ? Problem.badRequest(e.text())
                        : cause));
  }

  private Future<?> serve(Found found) {
    found.remarks().forEach(remark -> LOG.warn("'{}': {}", found.name(), remark));
    Optional<ModelVersions> before = catalogue.find(found.name());
    if (!found.numbered()) {
      return manifest(found, before);
    }
    if (before.isPresent() && !laidOutHere(before.get())) {
      throw Problem.of(
          409,
          "'%s' was deployed from elsewhere; remove it to serve it from %s"
              .formatted(found.name(), directory.root()));
    }
    if (before.isEmpty()) {
      deployer.requireRoom(found.name());
    }
    return background
        .call(() -> prepared(found, before))
        .compose(prepared -> roll(found, before, prepared));
  }

  private Future<?> manifest(Found found, Optional<ModelVersions> before) {
    String text = found.versions().firstEntry().getValue();
    if (before
        .map(ModelVersions::newest)
        .filter(newest -> newest.text().equals(text))
        .isPresent()) {
      return deployer.reload(before.get());
    }
    deployer.requireRoom(found.name());
    Manifest manifest = preparation.manifest(found.name(), text);
    return background
        .call(() -> preparation.prepare(manifest, text, _ -> {}))
        .compose(deployer::deploy);
  }

  /** What is new or changed of the versions; blocks. */
  private Map<Integer, Preparation.Prepared> prepared(Found found, Optional<ModelVersions> before) {
    var prepared = new HashMap<Integer, Preparation.Prepared>();
    found
        .versions()
        .forEach(
            (number, text) -> {
              Optional<Deployed> served =
                  before
                      .flatMap(model -> model.find(number))
                      .filter(version -> version.text().equals(text))
                      .filter(preparation::isUnchanged);
              if (served.isPresent()) {
                found.check().accept(served.get().graph());
                return;
              }
              Manifest manifest = preparation.manifest(found.name(), text);
              var version = preparation.prepare(manifest, text, _ -> {});
              found.check().accept(version.graph());
              prepared.put(number, version);
            });
    return prepared;
  }

  private Future<?> roll(
      Found found, Optional<ModelVersions> before, Map<Integer, Preparation.Prepared> prepared) {
    boolean sameVersions =
        before
            .filter(model -> model.versions().keySet().equals(found.versions().keySet()))
            .isPresent();
    if (prepared.isEmpty() && sameVersions) {
      return Future.succeededFuture();
    }
    boolean loaded = before.map(ModelVersions::loaded).orElse(true);
    var versions = new TreeMap<Integer, Deployed>();
    for (int number : found.versions().keySet()) {
      Preparation.Prepared changed = prepared.get(number);
      versions.put(
          number,
          changed == null
              ? before.flatMap(model -> model.find(number)).orElseThrow()
              : factory.make(changed, number, loaded));
    }
    int newest = versions.lastKey();
    Traffic traffic =
        before
            .filter(model -> model.find(newest).isPresent())
            .flatMap(model -> model.traffic().among(versions.keySet()))
            .orElseGet(() -> Traffic.to(newest));
    LOG.info("'{}' has the versions {}", found.name(), versions.keySet());
    return rollout.to(
        new ModelVersions(
            found.name(), before.map(ModelVersions::last).orElse(0), versions, traffic));
  }

  private boolean laidOutHere(ModelVersions model) {
    Path home = directory.root().resolve(model.name());
    return model.all().stream()
        .allMatch(
            version ->
                version.manifest().from() instanceof ModelSource.FileSource file
                    && file.path().startsWith(home));
  }
}
