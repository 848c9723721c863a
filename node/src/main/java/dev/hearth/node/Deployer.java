package dev.hearth.node;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.admin.Deployments;
import dev.hearth.gateway.admin.ModelStatus;
import dev.hearth.gateway.security.Caller;
import dev.hearth.inference.ModelException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys and removes models and their versions, and shares out their traffic. Owned by the event
 * loop; what blocks happens in the background.
 */
final class Deployer implements Deployments {
  private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);

  private final KernelLoop loop;
  private final Catalogue catalogue;
  private final VersionFactory factory;
  private final Preparation preparation;
  private final Rollout rollout;
  private final Sweeper sweeper;
  private final ChangesUnderWay underWay;
  private final Background background;
  private final Statuses statuses;
  private final ProfileBook profiles;
  private final NodeConfig config;
  private Predicate<String> reserved = _ -> false;

  Deployer(
      KernelLoop loop,
      Catalogue catalogue,
      VersionFactory factory,
      Preparation preparation,
      Rollout rollout,
      Sweeper sweeper,
      ChangesUnderWay underWay,
      Background background,
      Statuses statuses,
      ProfileBook profiles,
      NodeConfig config) {
    this.loop = loop;
    this.catalogue = catalogue;
    this.factory = factory;
    this.preparation = preparation;
    this.rollout = rollout;
    this.sweeper = sweeper;
    this.underWay = underWay;
    this.background = background;
    this.statuses = statuses;
    this.profiles = profiles;
    this.config = config;
  }

  /** From now on no new model gets a name that {@code taken} knows. */
  void reserve(Predicate<String> taken) {
    reserved = taken;
  }

  @Override
  public List<ModelStatus> list() {
    return catalogue.all().stream().map(this::status).toList();
  }

  @Override
  public Optional<ModelStatus> find(String name) {
    return catalogue.find(name).map(this::status);
  }

  private ModelStatus status(ModelVersions model) {
    return statuses.of(model, model.inForce());
  }

  @Override
  public void permit(Caller caller, String name, String text) {
    ManifestRights.require(caller, preparation.manifest(name, text));
  }

  @Override
  public void deploy(String name, String text, Listener listener) {
    Manifest manifest = preparation.manifest(name, text);
    requireRoom(name);
    underWay.begin(name);
    var progress = new ThrottledProgress(loop, listener::progressed);
    background
        .call(() -> preparation.prepare(manifest, text, progress))
        .compose(this::deploy)
        .onComplete(_ -> underWay.end(name))
        .onSuccess(version -> listener.deployed(deployed(version)))
        .onFailure(cause -> listener.failed(problem(name, cause)));
  }

  /** A name that is not served yet must leave the node within its limit of models. */
  void requireRoom(String name) {
    if (reserved.test(name)) {
      throw Problem.of(409, "'%s' is a graph; give the model another name".formatted(name));
    }
    if (catalogue.find(name).isEmpty()
        && catalogue.size() + underWay.size() >= config.maxModels()) {
      throw Problem.of(
          503,
          "this node serves its limit of %d models; remove one, or raise limits.models"
              .formatted(config.maxModels()));
    }
  }

  /** Serves what was prepared as the next version of its name. */
  Future<Deployed> deploy(Preparation.Prepared prepared) {
    Optional<ModelVersions> before = catalogue.find(prepared.manifest().name());
    OptionalInt percent = prepared.manifest().trafficPercent();
    if (before.isEmpty() || percent.isEmpty()) {
      return roll(
          prepared,
          number(before),
          version ->
              before.map(m -> m.replacedBy(version)).orElseGet(() -> ModelVersions.of(version)));
    }
    if (!before.get().loaded()) {
      throw Problem.of(
          409,
          "'%s' is unloaded; load it first, or deploy without traffic to replace it"
              .formatted(before.get().name()));
    }
    return roll(
        prepared,
        number(before),
        version -> before.get().joinedBy(version, percent.getAsInt(), config.maxVersions()));
  }

  private static int number(Optional<ModelVersions> before) {
    return before.map(ModelVersions::last).orElse(0) + 1;
  }

  /** Makes a version with a number of what was prepared, and serves it as {@code next} says. */
  private Future<Deployed> roll(Preparation.Prepared prepared, int number, UnaryVersions next) {
    ObjectiveCheck.require(prepared.manifest(), profiles.inForce(prepared));
    Deployed version = factory.make(prepared, number, true);
    ModelVersions model;
    try {
      model = next.with(version);
    } catch (IllegalArgumentException e) {
      sweeper.retire(version);
      throw Problem.of(409, String.valueOf(e.getMessage()));
    }
    return rollout.to(model).map(version);
  }

  @FunctionalInterface
  private interface UnaryVersions {
    ModelVersions with(Deployed version);
  }

  /**
   * Serves what the source of the newest version gives now, if that is something else: as a new
   * version in its place, with its traffic.
   */
  Future<?> reload(ModelVersions model) {
    Deployed old = model.newest();
    return background
        .call(() -> preparation.prepare(old.manifest(), old.text(), _ -> {}))
        .compose(
            prepared ->
                prepared.sameContentAs(old)
                    ? Future.succeededFuture()
                    : roll(prepared, model.last() + 1, version -> model.replacing(old, version))
                        .onSuccess(this::deployed));
  }

  private ModelStatus deployed(Deployed version) {
    LOG.info(
        "deployed '{}' version {} from {}",
        version.name(),
        version.version(),
        Statuses.source(version));
    return statuses.of(catalogue.find(version.name()).orElseThrow(), version);
  }

  @Override
  public void remove(String name, RemovalListener listener) {
    ModelVersions model = model(name);
    underWay.begin(name);
    rollout
        .remove(model)
        .onComplete(_ -> underWay.end(name))
        .onSuccess(
            _ -> {
              LOG.info("removed '{}'", name);
              listener.removed();
            })
        .onFailure(cause -> listener.failed(problem(name, cause)));
  }

  @Override
  public void removeVersion(String name, int version, ChangeListener listener) {
    change(
        name,
        listener,
        model -> {
          requireVersion(model, version);
          return model.without(version);
        });
  }

  private static void requireVersion(ModelVersions model, int version) {
    if (model.find(version).isEmpty()) {
      throw Problem.notFound(
          "model '%s' has no version '%d'; served: %s"
              .formatted(
                  model.name(),
                  version,
                  String.join(", ", model.all().stream().map(Deployed::version).toList())));
    }
  }

  @Override
  public SortedMap<Integer, Integer> traffic(String name) {
    ModelVersions model = model(name);
    var shares = new TreeMap<Integer, Integer>();
    model.versions().keySet().forEach(each -> shares.put(each, model.traffic().percent(each)));
    return shares;
  }

  @Override
  public void traffic(String name, Map<Integer, Integer> percents, ChangeListener listener) {
    change(
        name,
        listener,
        model -> {
          try {
            return model.with(Traffic.asked(percents, model.versions().keySet()));
          } catch (IllegalArgumentException e) {
            throw Problem.badRequest("'%s': %s".formatted(name, e.getMessage()));
          }
        });
  }

  private void change(String name, ChangeListener listener, UnaryOperator<ModelVersions> next) {
    ModelVersions after;
    try {
      after = next.apply(model(name));
    } catch (IllegalArgumentException e) {
      throw Problem.of(409, String.valueOf(e.getMessage()));
    }
    underWay.begin(name);
    rollout
        .to(after)
        .onComplete(_ -> underWay.end(name))
        .onSuccess(
            model -> {
              LOG.info("'{}' has the traffic {}", name, model.traffic().percents());
              listener.changed(status(model));
            })
        .onFailure(cause -> listener.failed(problem(name, cause)));
  }

  private ModelVersions model(String name) {
    return catalogue
        .find(name)
        .orElseThrow(() -> Problem.notFound("no model '" + name + "' is deployed"));
  }

  static Problem problem(String name, Throwable cause) {
    return switch (cause) {
      case Problem problem -> problem;
      case ModelException e when e.code() == ModelException.Code.RUN_FAILED ->
          Problem.badRequest("'%s' was not deployed: %s".formatted(name, e.getMessage()));
      case ModelException e ->
          Problem.of(status(e), "'%s' was not deployed: %s".formatted(name, e.getMessage()));
      case StoreFailure e when e.full() ->
          Problem.of(507, "'%s' stays as it was: %s".formatted(name, e.getMessage()));
      default -> {
        LOG.error("the deployment of '{}' failed", name, cause);
        yield Problem.of(500, "'%s' was not deployed: %s".formatted(name, cause.getMessage()));
      }
    };
  }

  private static int status(ModelException e) {
    return switch (e.code()) {
      case INVALID_SOURCE,
          NOT_FOUND,
          TOO_LARGE,
          CORRUPT_MODEL,
          UNSUPPORTED_MODEL,
          INVALID_BATCH_AXIS ->
          400;
      case FORBIDDEN_SOURCE -> 403;
      case TRANSFER_FAILED, CHECKSUM_MISMATCH -> 502;
      case STORE_FULL -> 507;
      case STORE_FAILED, CLOSED, RUN_FAILED -> 500;
    };
  }
}
