package dev.hearth.functions;

import static dev.hearth.functions.FunctionVersion.LATEST;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The functions of a node: creates, changes, publishes and removes them, one change of a name after
 * another, each durable before it is answered; and calls them. Owned by the event loop, on which it
 * answers; what blocks is done elsewhere.
 */
public final class Functions implements Invoker {
  private static final Logger LOG = LoggerFactory.getLogger(Functions.class);

  private final FunctionStore store;
  private final CodeStore code;
  private final FunctionRuntime runtime;
  private final Loop loop;
  private final Blocking blocking;
  private final Supplier<String> revisions;
  private final FunctionLimits limits;
  private final Turns turns;
  private final TreeMap<String, FunctionEntry> byName = new TreeMap<>();
  private Consumer<String> changed = _ -> {};

  /**
   * No functions yet.
   *
   * @param threads run what waits for the disk
   * @param revisions a text that was never given before
   */
  public Functions(
      FunctionStore store,
      CodeStore code,
      FunctionRuntime runtime,
      Loop loop,
      Executor threads,
      Supplier<String> revisions,
      FunctionLimits limits) {
    this.store = store;
    this.code = code;
    this.runtime = runtime;
    this.loop = loop;
    blocking = new Blocking(loop, threads);
    this.revisions = revisions;
    this.limits = limits;
    turns = new Turns(limits.changes());
  }

  /**
   * Makes callable again what was kept; their code is made ready meanwhile, and calls wait for it.
   *
   * @return done once all of them are known
   */
  public CompletionStage<Void> restore() {
    return blocking
        .call(
            () -> {
              var found = new ArrayList<Restored>();
              for (FunctionRecord record : store.all()) {
                var codes = new TreeMap<String, Optional<Code>>();
                versions(record).forEach(each -> codes.put(each.version(), kept(record, each)));
                found.add(new Restored(record, codes));
              }
              return found;
            })
        .thenAccept(found -> found.forEach(this::admit));
  }

  /** From now on {@code listener} hears the name of each function that came, changed or went. */
  public void onChange(Consumer<String> listener) {
    changed = listener;
  }

  private record Restored(FunctionRecord record, Map<String, Optional<Code>> codes) {}

  private static List<VersionRecord> versions(FunctionRecord record) {
    var all = new ArrayList<>(record.versions());
    all.add(record.latest());
    return all;
  }

  private Optional<Code> kept(FunctionRecord record, VersionRecord version) {
    Optional<Code> found = version.sha256().flatMap(code::use);
    if (found.isEmpty() && version.sha256().isPresent()) {
      LOG.warn(
          "the code of {} is missing from the data directory; upload it again",
          FunctionName.arn(record.name(), version.version()));
    }
    return found;
  }

  private void admit(Restored restored) {
    FunctionRecord record = restored.record();
    var entry = new FunctionEntry(record, new Gate(record.name()));
    List<ServedVersion> served =
        versions(record).stream()
            .map(
                each ->
                    served(
                        entry,
                        each,
                        restored.codes().getOrDefault(each.version(), Optional.empty())))
            .toList();
    byName.put(record.name(), entry);
    become(entry, record, served);
    var _ = served.getLast().prepare(record.concurrency(LATEST));
  }

  private void become(FunctionEntry entry, FunctionRecord record, List<ServedVersion> added) {
    entry.become(record, added, this::leave);
    changed.accept(record.name());
  }

  private ServedVersion served(FunctionEntry entry, VersionRecord version, Optional<Code> files) {
    String name = entry.record().name();
    return new ServedVersion(
        new FunctionVersion(
            name,
            version.version(),
            FunctionName.arn(name, version.version()),
            version.configuration(),
            files),
        runtime,
        loop,
        entry.gate(),
        limits.waiting());
  }

  public Optional<FunctionRecord> find(String name) {
    return Optional.ofNullable(byName.get(name)).map(FunctionEntry::record);
  }

  /**
   * A function.
   *
   * @throws FunctionException if there is none of that name
   */
  public FunctionRecord get(String name) {
    return entry(name).record();
  }

  /** All functions in the order of their names. */
  public List<FunctionRecord> list() {
    return byName.values().stream().map(FunctionEntry::record).toList();
  }

  /** Why a version cannot be called, if that is so. */
  public Optional<String> failure(String name, String version) {
    return Optional.ofNullable(byName.get(name))
        .flatMap(entry -> Optional.ofNullable(entry.served(version)))
        .flatMap(ServedVersion::failure);
  }

  /** Instances of what a qualifier stands for that are ready now. */
  public int ready(String name, String qualifier) {
    FunctionEntry entry = entry(name);
    ServedVersion served = entry.served(entry.record().version(qualifier).version());
    return served == null ? 0 : served.ready();
  }

  /** A revision that was never given before. */
  public String newRevision() {
    return revisions.get();
  }

  /** Bytes of all code, packed and unpacked. */
  public long codeBytes() {
    return code.bytes();
  }

  /** Whether code could be taken in, without keeping it. */
  public CompletionStage<Boolean> check(CodePackage packaged) {
    return blocking.run(() -> code.release(code.add(packaged).sha256()));
  }

  /** What happens to calls of a function that nobody waits for. */
  public EventConfiguration events(String name, Optional<String> qualifier) {
    FunctionRecord record = get(name);
    EventConfiguration own = record.events().get(qualifier.orElse(LATEST));
    return own == null ? EventConfiguration.DEFAULTS : own;
  }

  private FunctionEntry entry(String name) {
    @Nullable FunctionEntry entry = byName.get(name);
    if (entry == null) {
      throw new FunctionException(
          FunctionException.Code.RESOURCE_NOT_FOUND,
          "Function not found: " + FunctionName.arn(name));
    }
    return entry;
  }

  /**
   * The version that answers the next call; calls of an alias take turns.
   *
   * @param function its name or ARN
   * @throws FunctionException if there is no such function, version or alias
   */
  public ServedVersion route(String function, Optional<String> qualifier) {
    if (function.indexOf(':') < 0) {
      return entry(function).route(qualifier.orElse(LATEST));
    }
    FunctionName name = FunctionName.parse(function);
    return entry(name.name()).route(name.qualifiedBy(qualifier).orElse(LATEST));
  }

  @Override
  public Runnable invoke(
      String function, Optional<String> qualifier, Invoke call, InvokeReply reply) {
    return route(function, qualifier).invoke(call, reply);
  }

  /** Makes a function; fails if there is one of that name. */
  public CompletionStage<FunctionRecord> create(Deployment wanted) {
    return inTurn(
        wanted.name(),
        () -> {
          if (byName.containsKey(wanted.name())) {
            throw new FunctionException(
                FunctionException.Code.RESOURCE_CONFLICT,
                "Function already exist: " + wanted.name());
          }
          return createNow(wanted);
        });
  }

  /** Makes a function, or changes the one of that name to be so. */
  public CompletionStage<FunctionRecord> deploy(Deployment wanted) {
    return inTurn(
        wanted.name(),
        () -> byName.containsKey(wanted.name()) ? redeploy(wanted) : createNow(wanted));
  }

  private CompletionStage<FunctionRecord> createNow(Deployment wanted) {
    check(wanted);
    if (byName.size() >= limits.functions()) {
      throw new FunctionException(
          FunctionException.Code.TOO_MANY_REQUESTS,
          "there are %d functions, which is the limit; delete some".formatted(byName.size()));
    }
    if (wanted.code().isEmpty() && wanted.configuration().image().isEmpty()) {
      throw new FunctionException(
          FunctionException.Code.INVALID_PARAMETER_VALUE, "a function needs code");
    }
    return added(wanted.code())
        .thenCompose(
            files -> {
              VersionRecord latest = latest(wanted.configuration(), files);
              FunctionRecord plain = FunctionRecord.of(wanted.name(), latest, wanted.tags());
              FunctionRecord record = complete(plain, wanted);
              var entry = new FunctionEntry(record, new Gate(wanted.name()));
              return install(entry, record, files);
            })
        .thenCompose(record -> wanted.publish() ? publishNow(record) : done(record));
  }

  private static FunctionRecord complete(FunctionRecord record, Deployment wanted) {
    int provisioned = wanted.concurrency().provisioned();
    FunctionRecord sized =
        record
            .withTags(wanted.tags())
            .withReserved(wanted.concurrency().reserved())
            .withProvisioned(
                LATEST, provisioned == 0 ? Optional.empty() : Optional.of(provisioned));
    return wanted.events().isPresent() ? sized.withEvents(LATEST, wanted.events()) : sized;
  }

  private CompletionStage<FunctionRecord> redeploy(Deployment wanted) {
    check(wanted);
    return added(wanted.code())
        .thenCompose(
            files -> {
              FunctionEntry entry = entry(wanted.name());
              if (wanted.code().isEmpty()) {
                return keeping(entry, wanted.configuration(), record -> complete(record, wanted));
              }
              VersionRecord latest = latest(wanted.configuration(), files);
              return install(entry, complete(entry.record().withLatest(latest), wanted), files);
            })
        .thenCompose(record -> wanted.publish() ? publishNow(record) : done(record));
  }

  private void check(Deployment wanted) {
    FunctionName name = FunctionName.parse(wanted.name());
    if (!name.name().equals(wanted.name())) {
      throw new FunctionException(
          FunctionException.Code.INVALID_PARAMETER_VALUE,
          "a function cannot be called '%s'; leave out what is not its name"
              .formatted(wanted.name()));
    }
    ConfigurationRules.check(wanted.configuration());
    ConfigurationRules.tags(wanted.tags(), limits.tags());
  }

  private VersionRecord latest(FunctionConfiguration configuration, Optional<Code> files) {
    return new VersionRecord(
        LATEST,
        configuration,
        files.map(Code::sha256),
        files.map(Code::bytes).orElse(0L),
        revisions.get(),
        loop.millis());
  }

  /**
   * Gives a function other code.
   *
   * @param packaged the code, or an image of that name
   * @param revision the one that is expected, if any
   */
  public CompletionStage<FunctionRecord> updateCode(
      String name, CodePackage packaged, Optional<String> revision, boolean publish) {
    return inTurn(
        name,
        () -> {
          require(entry(name).record().latest(), revision);
          return added(Optional.of(packaged))
              .thenCompose(
                  files -> {
                    FunctionEntry entry = entry(name);
                    VersionRecord latest = latest(entry.record().latest().configuration(), files);
                    return install(entry, entry.record().withLatest(latest), files);
                  })
              .thenCompose(record -> publish ? publishNow(record) : done(record));
        });
  }

  /** Gives a function another configuration; its code stays. */
  public CompletionStage<FunctionRecord> updateConfiguration(
      String name, UnaryOperator<FunctionConfiguration> change, Optional<String> revision) {
    return inTurn(
        name,
        () -> {
          FunctionEntry entry = entry(name);
          require(entry.record().latest(), revision);
          return keeping(
              entry, change.apply(entry.record().latest().configuration()), record -> record);
        });
  }

  /**
   * Changes a function's tags, and of its configuration what follows from them.
   *
   * @param configured the configuration with other tags
   */
  public CompletionStage<FunctionRecord> retag(
      String name,
      UnaryOperator<Map<String, String>> change,
      BiFunction<FunctionConfiguration, Map<String, String>, FunctionConfiguration> configured) {
    return inTurn(
        name,
        () -> {
          FunctionEntry entry = entry(name);
          FunctionRecord before = entry.record();
          Map<String, String> tags = change.apply(before.tags());
          ConfigurationRules.tags(tags, limits.tags());
          FunctionConfiguration now = configured.apply(before.latest().configuration(), tags);
          return now.equals(before.latest().configuration())
              ? changeNow(entry, before.withTags(tags))
              : keeping(entry, now, record -> record.withTags(tags));
        });
  }

  private CompletionStage<FunctionRecord> keeping(
      FunctionEntry entry, FunctionConfiguration changed, UnaryOperator<FunctionRecord> further) {
    ConfigurationRules.check(changed);
    VersionRecord before = entry.record().latest();
    return blocking
        .call(() -> before.sha256().flatMap(code::use))
        .thenCompose(
            files -> {
              VersionRecord latest =
                  before.withConfiguration(changed, revisions.get(), loop.millis());
              return install(entry, further.apply(entry.record().withLatest(latest)), files);
            });
  }

  /** Makes the newest code unchangeable under a number of its own, unless it has one already. */
  public CompletionStage<VersionRecord> publish(
      String name,
      Optional<String> sha256,
      Optional<String> revision,
      Optional<String> description) {
    return inTurn(
        name,
        () -> {
          FunctionRecord record = entry(name).record();
          require(record.latest(), revision);
          if (sha256.isPresent() && !sha256.equals(record.latest().sha256())) {
            throw new FunctionException(
                FunctionException.Code.PRECONDITION_FAILED,
                "the newest code is not that of CodeSha256");
          }
          Optional<VersionRecord> unchanged = record.unchangedSincePublished();
          return unchanged.isPresent()
              ? done(unchanged.get())
              : publishNow(record, description).thenApply(now -> now.versions().getLast());
        });
  }

  private CompletionStage<FunctionRecord> publishNow(FunctionRecord record) {
    return record.unchangedSincePublished().isPresent()
        ? done(record)
        : publishNow(record, Optional.empty());
  }

  private CompletionStage<FunctionRecord> publishNow(
      FunctionRecord before, Optional<String> description) {
    FunctionRecord record = before.published(description, revisions.get(), limits.versions());
    VersionRecord version = record.versions().getLast();
    FunctionEntry entry = entry(record.name());
    return blocking
        .call(
            () -> {
              Optional<Code> files = version.sha256().flatMap(code::use);
              keep(record, files);
              return files;
            })
        .thenApply(
            files -> {
              become(entry, record, List.of(served(entry, version, files)));
              return record;
            });
  }

  private void keep(FunctionRecord record, Optional<Code> files) {
    try {
      store.put(record);
    } catch (RuntimeException e) {
      files.ifPresent(each -> code.release(each.sha256()));
      throw e;
    }
  }

  /** Changes what is kept of a function beside its code and configuration. */
  public CompletionStage<FunctionRecord> change(String name, UnaryOperator<FunctionRecord> change) {
    return inTurn(
        name,
        () -> {
          FunctionEntry entry = entry(name);
          FunctionRecord record = change.apply(entry.record());
          if (record.aliases().size() > limits.aliases()
              || record.statements().size() > limits.statements()) {
            throw new FunctionException(
                FunctionException.Code.RESOURCE_CONFLICT,
                "%s may have %d aliases and %d statements in its policy"
                    .formatted(name, limits.aliases(), limits.statements()));
          }
          return changeNow(entry, record);
        });
  }

  private CompletionStage<FunctionRecord> changeNow(FunctionEntry entry, FunctionRecord record) {
    return blocking
        .run(() -> store.put(record))
        .thenApply(
            _ -> {
              become(entry, record, List.of());
              return record;
            });
  }

  /** Removes a function with everything of it. */
  public CompletionStage<Void> delete(String name) {
    return inTurn(
        name,
        () -> {
          FunctionEntry entry = entry(name);
          return blocking
              .run(() -> store.remove(name))
              .thenAccept(
                  _ -> {
                    byName.remove(name);
                    entry.all().forEach(this::leave);
                    changed.accept(name);
                  });
        });
  }

  /** Serves new code first, keeps it then, and only then lets callers see it. */
  private CompletionStage<FunctionRecord> install(
      FunctionEntry entry, FunctionRecord record, Optional<Code> files) {
    ServedVersion latest = served(entry, record.latest(), files);
    return latest
        .prepare(record.concurrency(LATEST))
        .thenCompose(_ -> blocking.run(() -> store.put(record)))
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                leave(latest);
              }
            })
        .thenApply(
            _ -> {
              byName.put(record.name(), entry);
              become(entry, record, List.of(latest));
              return record;
            });
  }

  /** Lets a version finish, and its code go when it has. */
  private void leave(ServedVersion version) {
    Optional<Code> files = version.version().code();
    var _ =
        version
            .retire()
            .thenCompose(
                _ -> blocking.run(() -> files.ifPresent(each -> code.release(each.sha256()))))
            .exceptionally(
                failure -> {
                  LOG.warn("the code of {} stays on the disk", version.version().arn(), failure);
                  return false;
                });
  }

  private CompletionStage<Optional<Code>> added(Optional<CodePackage> packaged) {
    return packaged.isEmpty()
        ? done(Optional.empty())
        : blocking.call(() -> Optional.of(code.add(packaged.get())));
  }

  private static void require(VersionRecord version, Optional<String> revision) {
    if (revision.isPresent() && !revision.get().equals(version.revision())) {
      throw new FunctionException(
          FunctionException.Code.PRECONDITION_FAILED,
          "the function was changed meanwhile: its RevisionId is %s, not %s; read it again"
              .formatted(version.revision(), revision.get()));
    }
  }

  private <T> CompletionStage<T> inTurn(String name, Supplier<CompletionStage<T>> change) {
    return turns.take(
        name,
        () -> {
          try {
            return change.get();
          } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
          }
        });
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }
}
