package dev.hearth.node;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.inference.ModelRepository;
import dev.hearth.gateway.inference.ModelStatistics;
import dev.hearth.gateway.inference.ServedModel;
import dev.hearth.inference.ModelException;
import io.vertx.core.Future;
import java.util.List;
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

  Repository(Catalogue catalogue, Deployer deployer, Rollout rollout, ChangesUnderWay underWay) {
    this.catalogue = catalogue;
    this.deployer = deployer;
    this.rollout = rollout;
    this.underWay = underWay;
  }

  @Override
  public List<Deployed> models() {
    return catalogue.all().stream().flatMap(model -> model.all().stream()).toList();
  }

  @Override
  public void load(String name, Listener listener) {
    ModelVersions model = model(name);
    underWay.begin(name);
    answer(name, "loaded", model.loaded() ? deployer.reload(model) : woken(model), listener);
  }

  /** Loads what is kept, and then what its source gives now, if that can be had. */
  private Future<?> woken(ModelVersions model) {
    return rollout
        .to(model.withLoaded(true))
        .compose(
            loaded ->
                deployer
                    .reload(loaded)
                    .recover(
                        cause -> {
                          LOG.warn(
                              "'{}' is served as it was kept: {}",
                              model.name(),
                              cause.getMessage());
                          return Future.succeededFuture();
                        }));
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
    if (cause instanceof Problem || cause instanceof ModelException) {
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
