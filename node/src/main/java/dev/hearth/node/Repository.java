package dev.hearth.node;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.inference.ModelRepository;
import dev.hearth.gateway.inference.ModelStatistics;
import dev.hearth.gateway.inference.ServedModel;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads and unloads what is deployed: the store first, then the kernel. Owned by the event loop;
 * what blocks happens on the deployer's threads.
 */
final class Repository implements ModelRepository {
  private static final Logger LOG = LoggerFactory.getLogger(Repository.class);

  private final KernelLoop loop;
  private final Catalogue catalogue;
  private final Deployer deployer;
  private final DeploymentStore store;
  private final ExecutorService threads;

  Repository(
      KernelLoop loop,
      Catalogue catalogue,
      Deployer deployer,
      DeploymentStore store,
      ExecutorService threads) {
    this.loop = loop;
    this.catalogue = catalogue;
    this.deployer = deployer;
    this.store = store;
    this.threads = threads;
  }

  @Override
  public List<Deployed> models() {
    return catalogue.all();
  }

  @Override
  public void load(String name, Listener listener) {
    change(model(name), true, listener);
  }

  @Override
  public void unload(String name, Listener listener) {
    change(model(name), false, listener);
  }

  @Override
  public ModelStatistics statistics(ServedModel model) {
    return catalogue
        .find(model.name())
        .map(found -> found.counters().of(found.name(), found.version()))
        .orElseThrow(() -> Problem.notFound("no model '" + model.name() + "' is deployed"));
  }

  private Deployed model(String name) {
    return catalogue
        .find(name)
        .orElseThrow(
            () -> Problem.notFound("no model '" + name + "' is deployed; deploy a manifest first"));
  }

  private void change(Deployed model, boolean loaded, Listener listener) {
    deployer.begin(model.name());
    threads.execute(
        () -> {
          try {
            store.setLoaded(model.name(), loaded);
            loop.post(() -> kept(model.withLoaded(loaded), listener));
          } catch (RuntimeException e) {
            loop.post(() -> failed(model.name(), e, listener));
          }
        });
  }

  private void kept(Deployed model, Listener listener) {
    deployer.end(model.name());
    try {
      tellKernel(model);
    } catch (IllegalStateException e) {
      catalogue.put(model.withLoaded(false));
      listener.failed(
          Problem.of(503, "'%s' cannot be loaded now: %s".formatted(model.name(), e.getMessage())));
      return;
    }
    LOG.info("{} '{}'", model.loaded() ? "loaded" : "unloaded", model.name());
    listener.changed();
  }

  private void tellKernel(Deployed model) {
    if (model.loaded()) {
      deployer.register(model);
    } else {
      catalogue.put(model);
      loop.inputs().retire(loop.instant(), model.function());
    }
  }

  private void failed(String name, RuntimeException cause, Listener listener) {
    deployer.end(name);
    LOG.error("'{}' was not loaded or unloaded", name, cause);
    listener.failed(
        Problem.of(500, "'%s' stays as it was: %s".formatted(name, cause.getMessage())));
  }
}
