package dev.hearth.node.security;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Kind;
import dev.hearth.gateway.security.Owners;
import dev.hearth.node.security.SecurityConfig.TenantQuota;
import dev.hearth.node.security.Things.Thing;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Whose names are. A name belongs to the tenant that first deployed under it, until the operator
 * sets it free: after a removal, too, for logs, schedules and graphs that speak of it would
 * otherwise come to mean another tenant's. What nobody claimed is the default tenant's; nor is it
 * another's to claim while a thing of somebody else's refers to it, for the default tenant's claims
 * were not always kept. Owned by the event loop.
 */
public final class Ownership implements Owners {
  /** Names of one kind that the default tenant may have, whatever the quota of others. */
  private static final int MOST_OF_DEFAULT = 1_000_000;

  private final AccessStore store;
  private final Supplier<Things> things;
  private final Function<Callable<Boolean>, Future<Boolean>> offLoop;
  private final TenantQuota quota;
  private final TenantLoad load;
  private final Map<Kind, Names> names = new EnumMap<>(Kind.class);

  /**
   * The owners of a store; blocks.
   *
   * @param things what is there; known when all is wired
   * @param offLoop does what blocks
   * @param quota of each tenant
   */
  Ownership(
      AccessStore store,
      Supplier<Things> things,
      Function<Callable<Boolean>, Future<Boolean>> offLoop,
      TenantQuota quota) {
    this.store = store;
    this.things = things;
    this.offLoop = offLoop;
    this.quota = quota;
    load = new TenantLoad(quota.requests());
    for (Kind kind : Kind.values()) {
      names.put(kind, new Names());
    }
    store.owners().forEach(each -> of(each.kind()).give(each.name(), each.tenant()));
  }

  @Override
  public Runnable begin(Caller caller) {
    if (quota.requests() == Integer.MAX_VALUE) {
      return () -> {};
    }
    load.begin(caller.tenant());
    return () -> load.end(caller.tenant());
  }

  private Names of(Kind kind) {
    return Objects.requireNonNull(names.get(kind));
  }

  @Override
  public String tenant(Kind kind, String name) {
    return of(kind).tenant(name).orElse(Caller.DEFAULT_TENANT);
  }

  /** All that somebody claimed, by kind and name. */
  List<AccessStore.Owned> all() {
    return names.entrySet().stream()
        .flatMap(
            kind ->
                kind.getValue()
                    .all()
                    .map(
                        each ->
                            new AccessStore.Owned(kind.getKey(), each.getKey(), each.getValue())))
        .sorted(
            Comparator.comparing(AccessStore.Owned::kind).thenComparing(AccessStore.Owned::name))
        .toList();
  }

  @Override
  public Future<Boolean> claim(Caller caller, Kind kind, String name) {
    Optional<String> owner = of(kind).tenant(name);
    if (owner.isPresent()) {
      return Future.succeededFuture(caller.operator() || owner.get().equals(caller.tenant()));
    }
    boolean ours = caller.tenant().equals(Caller.DEFAULT_TENANT);
    int held = of(kind).held(caller.tenant());
    if (held >= (ours ? MOST_OF_DEFAULT : quota.names())) {
      return Future.failedFuture(
          Problem.of(
              429,
              "the tenant '%s' has %d names of the kind %s, which is its quota; have one set free"
                  .formatted(caller.tenant(), held, kind.word())));
    }
    if (ours) {
      return take(caller, kind, name);
    }
    return use(kind, name, each -> !tenant(each.kind(), each.name()).equals(caller.tenant()))
        .compose(
            use ->
                use.isPresent()
                    ? Future.succeededFuture(caller.operator())
                    : take(caller, kind, name));
  }

  /** Why a name is not free: a thing is there, or one of some refers to it. */
  private Future<Optional<String>> use(Kind kind, String name, Predicate<Thing> some) {
    Things all = things.get();
    return all.exists(kind, name)
        .compose(
            there ->
                there
                    ? Future.succeededFuture(
                        Optional.of(
                            "the %s '%s' is there; remove it first".formatted(kind.word(), name)))
                    : all.referring(kind, name)
                        .map(each -> each.stream().filter(some).findFirst())
                        .map(first -> first.map(each -> refers(each, kind, name))));
  }

  private static String refers(Thing thing, Kind kind, String name) {
    return "%s refers to the %s '%s'; change or remove it first"
        .formatted(thing, kind.word(), name);
  }

  /** Two that ask at once: the second finds the first. */
  private Future<Boolean> take(Caller caller, Kind kind, String name) {
    Optional<String> owner = of(kind).give(name, caller.tenant());
    if (owner.isPresent()) {
      return Future.succeededFuture(owner.get().equals(caller.tenant()));
    }
    return offLoop
        .apply(
            () -> {
              store.own(kind, name, caller.tenant());
              return true;
            })
        .onFailure(_ -> of(kind).free(name));
  }

  /** Sets a name free; fails with a {@link Problem} if it is taken by nobody, or in use. */
  Future<Boolean> release(Kind kind, String name) {
    if (of(kind).tenant(name).isEmpty()) {
      return Future.failedFuture(
          Problem.notFound("no tenant has the %s name '%s'".formatted(kind.word(), name)));
    }
    return use(kind, name, _ -> true)
        .compose(
            use ->
                use.isPresent()
                    ? Future.failedFuture(Problem.of(409, use.get()))
                    : offLoop.apply(
                        () -> {
                          store.release(kind, name);
                          return true;
                        }))
        .onSuccess(_ -> of(kind).free(name));
  }
}
