package dev.hearth.node;

import dev.hearth.gateway.Problem;
import dev.hearth.kernel.Outcome;
import io.micrometer.core.instrument.Tag;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;

/**
 * Brings a model from the versions it has to those it shall have, without a failed request:
 *
 * <ol>
 *   <li>new versions become functions of the kernel that nobody calls yet;
 *   <li>while callers are used to a warm model, each version that shall get traffic it did not get
 *       before brings up an instance, which is then loaded and warmed up;
 *   <li>the change is made durable;
 *   <li>in one turn of the event loop, callers see the model as it shall be, and versions that are
 *       left out retire: they finish what they accepted and go.
 * </ol>
 *
 * If one of the first three fails, the new functions are taken back and callers notice nothing.
 * Owned by the event loop; whoever calls it keeps other changes of that model away.
 */
final class Rollout {
  private final KernelLoop loop;
  private final Pools pools;
  private final Catalogue catalogue;
  private final Requests requests;
  private final Sweeper sweeper;
  private final DeploymentStore store;
  private final Background background;
  private final ProfileBook profiles;
  private final long startTimeoutNanos;

  Rollout(
      KernelLoop loop,
      Pools pools,
      Catalogue catalogue,
      Requests requests,
      Sweeper sweeper,
      DeploymentStore store,
      Background background,
      ProfileBook profiles,
      long startTimeoutNanos) {
    this.loop = loop;
    this.pools = pools;
    this.catalogue = catalogue;
    this.requests = requests;
    this.sweeper = sweeper;
    this.store = store;
    this.background = background;
    this.profiles = profiles;
    this.startTimeoutNanos = startTimeoutNanos;
  }

  /** Carries out a change; fails with a {@link Problem}, and then nothing has changed. */
  Future<ModelVersions> to(ModelVersions next) {
    Optional<ModelVersions> before = catalogue.find(next.name());
    List<Deployed> added = added(before, next);
    return begin(added)
        .compose(_ -> wake(before, next))
        .compose(_ -> background.run(() -> store.put(next.stored())))
        .map(_ -> show(before, next))
        .onFailure(_ -> added.forEach(sweeper::retire));
  }

  /** Serves what is kept already; what the kernel refuses stays away. */
  void restore(ModelVersions model) {
    added(Optional.empty(), model).forEach(this::serve);
    show(Optional.empty(), model);
  }

  /** Takes a model away. */
  Future<Void> remove(ModelVersions model) {
    return background
        .run(() -> store.remove(model.name()))
        .onSuccess(
            _ -> {
              catalogue.remove(model.name());
              model.all().forEach(sweeper::retire);
              sweeper.sweep();
            });
  }

  /** The versions that take requests, and did not before. */
  private static List<Deployed> added(Optional<ModelVersions> before, ModelVersions next) {
    return next.all().stream()
        .filter(Deployed::loaded)
        .filter(version -> same(before, version).filter(Deployed::loaded).isEmpty())
        .toList();
  }

  private static Optional<Deployed> same(Optional<ModelVersions> model, Deployed version) {
    return model
        .flatMap(versions -> versions.find(version.number()))
        .filter(found -> found.function() == version.function());
  }

  private Future<Void> begin(List<Deployed> added) {
    try {
      added.forEach(this::serve);
      return Future.succeededFuture();
    } catch (IllegalStateException e) {
      return Future.failedFuture(
          Problem.passing(503, "it cannot be served now: " + e.getMessage(), 1));
    }
  }

  private void serve(Deployed version) {
    catalogue.admit(version);
    sweeper.serve(version);
    gauges(version.measures());
    renew(version);
  }

  /** Tells the kernel of a version and what is known of its runs; instances there are stay. */
  void renew(Deployed version) {
    loop.inputs()
        .deploy(
            loop.instant(),
            version
                .manifest()
                .revision(version.function(), version.axes().isPresent())
                .withArtifact(version.program())
                .withProfile(profiles.inForce(version)));
  }

  private Future<?> wake(Optional<ModelVersions> before, ModelVersions next) {
    if (before.filter(this::warm).isEmpty()) {
      return Future.succeededFuture();
    }
    return Future.all(
        next.all().stream()
            .filter(version -> gains(before, next, version))
            .map(this::wake)
            .toList());
  }

  private boolean warm(ModelVersions model) {
    return model.traffic().percents().keySet().stream()
        .flatMap(version -> model.find(version).stream())
        .anyMatch(version -> pools.ready(version.function()) > 0);
  }

  /** Whether a version gets traffic that it did not get before. */
  private static boolean gains(
      Optional<ModelVersions> before, ModelVersions next, Deployed version) {
    boolean had =
        same(before, version).isPresent()
            && before.filter(model -> model.traffic().percent(version.number()) > 0).isPresent();
    return version.loaded() && next.traffic().percent(version.number()) > 0 && !had;
  }

  private Future<Void> wake(Deployed version) {
    var ready = Promise.<Void>promise();
    requests.wake(
        version,
        startTimeoutNanos,
        outcome -> {
          if (outcome instanceof Outcome.Answered) {
            ready.complete();
          } else {
            ready.fail(notReady(version, outcome));
          }
        });
    return ready.future();
  }

  private static Problem notReady(Deployed version, Outcome outcome) {
    String what = "version %s of '%s' ".formatted(version.version(), version.name());
    return switch (outcome) {
      case Outcome.Failed failed ->
          Problem.badRequest(what + "does not start: " + failed.message());
      case Outcome.Rejected rejected ->
          Problem.passing(
              503, what + "cannot start now: " + rejected.message(), rejected.retryAfterNanos());
      case Outcome.TimedOut _ ->
          Problem.of(
              503,
              what
                  + "had no instance in time; make room for one beside those that run, or raise"
                  + " rollout-timeout");
      case Outcome.Cancelled _, Outcome.Answered _ ->
          Problem.of(503, what + "was withdrawn before it was ready");
    };
  }

  private ModelVersions show(Optional<ModelVersions> before, ModelVersions next) {
    catalogue.put(next);
    before.map(ModelVersions::all).orElse(List.of()).stream()
        .filter(version -> same(Optional.of(next), version).filter(Deployed::loaded).isEmpty())
        .forEach(sweeper::retire);
    sweeper.sweep();
    return next;
  }

  private void gauges(NodeMetrics.OfVersion measures) {
    measures.gauge(
        "hearth.queue.length",
        "Requests that wait for a slot",
        List.of(),
        () -> pools.queued(measures.function()));
    measures.gauge(
        "hearth.group.leader",
        "Whether its own instances run its requests, and not those of another model",
        List.of(),
        () -> pools.servesItself(measures.function()) ? 1 : 0);
    measures.gauge(
        "hearth.memory.bytes",
        "Memory that its instances reserve",
        List.of(),
        () -> pools.held().bytes(measures.function()));
    measures.count(
        "hearth.memory.gib.seconds",
        "Memory that its instances reserved, times the seconds they did",
        () -> pools.held().gibSeconds(measures.function()));
    for (String state : NodeMetrics.INSTANCE_STATES) {
      measures.gauge(
          "hearth.instances",
          "Instances by state",
          List.of(Tag.of("state", state)),
          () -> pools.instances(measures.function()).getOrDefault(state, 0));
    }
  }
}
