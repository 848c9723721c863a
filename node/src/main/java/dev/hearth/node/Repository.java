package dev.hearth.node;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.inference.ModelRepository;
import dev.hearth.gateway.inference.ModelStatistics;
import dev.hearth.gateway.inference.ServedModel;
import dev.hearth.inference.ModelException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads, reloads and unloads what is deployed, all versions of a model at once. Owned by the event
 * loop.
 */
final class Repository implements ModelRepository {
  private static final Logger LOG = LoggerFactory.getLogger(Repository.class);

  private final Catalogue catalogue;
  private final Deployer deployer;
  private final Rollout rollout;
  private final ChangesUnderWay underWay;
  private final Optional<DirectoryModels> directory;

  Repository(
      Catalogue catalogue,
      Deployer deployer,
      Rollout rollout,
      ChangesUnderWay underWay,
      Optional<DirectoryModels> directory) {
    this.catalogue = catalogue;
    this.deployer = deployer;
    this.rollout = rollout;
    this.underWay = underWay;
    this.directory = directory;
  }

  @Override
  public List<Deployed> models() {
    return catalogue.all().stream().flatMap(model -> model.all().stream()).toList();
  }

  @Override
  public void load(String name, Listener listener) {
    if (directory.isEmpty()) {
      model(name);
    }
    underWay.begin(name);
    Optional<ModelVersions> asleep = catalogue.find(name).filter(model -> !model.loaded());
    answer(name, "loaded", asleep.isPresent() ? wake(asleep.get()) : refresh(name), listener);
  }

  /** Loads what is kept, and then what its source has now, if that can be had. */
  private Future<?> wake(ModelVersions model) {
    return rollout
        .to(model.withLoaded(true))
        .compose(
            _ ->
                refresh(model.name())
                    .recover(
                        cause -> {
                          LOG.warn(
                              "'{}' is served as it was kept: {}",
                              model.name(),
                              cause.getMessage());
                          return Future.succeededFuture();
                        }));
  }

  /** Serves a model as the directory has it, or what its source gives now. */
  private Future<Object> refresh(String name) {
    Future<Boolean> fromDirectory =
        directory.map(models -> models.load(name)).orElseGet(() -> Future.succeededFuture(false));
    return fromDirectory
        .compose(there -> there ? Future.succeededFuture() : deployer.reload(model(name)))
        .mapEmpty();
  }

  @Override
  public void unload(String name, Listener listener) {
    ModelVersions model = model(name);
    underWay.begin(name);
    answer(name, "unloaded", rollout.to(model.withLoaded(false)), listener);
  }

  private void answer(String name, String what, Future<?> change, Listener listener) {
    change
        .onComplete(_ -> underWay.end(name))
        .onSuccess(
            _ -> {
              LOG.info("{} '{}'", what, name);
              listener.changed();
            })
        .onFailure(cause -> listener.failed(problem(name, cause)));
  }

  private static Problem problem(String name, Throwable cause) {
    boolean full = cause instanceof StoreFailure failure && failure.full();
    if (full || cause instanceof Problem || cause instanceof ModelException) {
      return Deployer.problem(name, cause);
    }
    LOG.error("'{}' was not loaded or unloaded", name, cause);
    return Problem.of(500, "'%s' stays as it was: %s".formatted(name, cause.getMessage()));
  }

  @Override
  public ModelStatistics statistics(ServedModel model) {
    return ((Deployed) model).counters().of(model.name(), model.version());
  }

  private ModelVersions model(String name) {
    return catalogue
        .find(name)
        .orElseThrow(
            () -> Problem.notFound("no model '" + name + "' is deployed; deploy a manifest first"));
  }
}
