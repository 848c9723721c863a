package dev.hearth.node;

import dev.hearth.functions.CodeLimits;
import dev.hearth.functions.CodeStore;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionLimits;
import dev.hearth.functions.FunctionStore;
import dev.hearth.functions.Functions;
import dev.hearth.functions.Invoker;
import dev.hearth.functions.KeyFileVault;
import dev.hearth.functions.Vault;
import dev.hearth.node.function.FunctionNeighbours;
import dev.hearth.node.function.FunctionWorld;
import dev.hearth.node.function.NodeFunctions;
import dev.hearth.node.function.Revisions;
import dev.hearth.node.function.ServedVersions;
import dev.hearth.policies.Registry;
import dev.hearth.sandbox.Providers;
import io.vertx.core.Future;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * What a node has for functions: kinds of sandboxes, the half of the kernel's world that runs them,
 * and the registry with what it keeps. Owned by the event loop.
 *
 * <pre>
 * functions.db   what is deployed
 * functions.key  seals the environments in it
 * code/          packages, each once
 * sandboxes/     files of sandboxes while they run
 * </pre>
 */
final class FunctionPlatform implements AutoCloseable {
  private static final int START_THREADS = 16;
  private static final int IDLE_THREAD_SECONDS = 10;
  private static final long CLOSE_SECONDS = 10;

  private final Vault vault;
  private final FunctionStore store;
  private final Providers providers;
  private final ExecutorService starts;
  private final ThreadPoolExecutor furtherStarts;
  private final ServedVersions served = new ServedVersions();
  private final FunctionWorld world;
  private final NodeFunctions runtime;
  private final FunctionsLoop loop;
  private final Functions registry;

  private FunctionPlatform(
      Vault vault,
      FunctionStore store,
      CodeStore code,
      NodeConfig config,
      WallClock wall,
      KernelLoop kernel,
      Catalogue catalogue,
      NodeMetrics metrics,
      Pools pools,
      Registry policies,
      ExecutorService background,
      UnaryOperator<Invoker> within) {
    this.vault = vault;
    this.store = store;
    var neighbours = new FunctionNeighbours(kernel::post, System::currentTimeMillis);
    providers = SandboxProviders.of(config, neighbours);
    starts = startThreads("start-");
    furtherStarts = startThreads("further-start-");
    world = new FunctionWorld(kernel, served, starts, furtherStarts, System::currentTimeMillis);
    runtime =
        new NodeFunctions(
            kernel,
            world,
            served,
            providers,
            new Revisions(
                config.capacity(), config.policies(), named -> Policies.parse(named, policies)),
            catalogue::newFunction,
            pools::find,
            version -> metrics.open(version, pools),
            background);
    loop = new FunctionsLoop(kernel, wall);
    registry =
        new Functions(
            store,
            code,
            runtime,
            loop,
            background,
            () -> UUID.randomUUID().toString(),
            FunctionLimits.DEFAULTS);
    neighbours.connect(within.apply(registry));
  }

  /**
   * Opens what is kept; blocks.
   *
   * @param within keeps calls of one function by another within their tenant
   * @throws ConfigurationException if it cannot be used
   */
  static FunctionPlatform open(
      NodeConfig config,
      WallClock wall,
      KernelLoop kernel,
      Catalogue catalogue,
      NodeMetrics metrics,
      Pools pools,
      Registry policies,
      ExecutorService background,
      UnaryOperator<Invoker> within) {
    Path data = config.data();
    FunctionStore store = null;
    try {
      Vault vault = KeyFileVault.open(data.resolve("functions.key"));
      store = FunctionStore.open(data.resolve("functions.db"), vault);
      CodeStore code = CodeStore.open(data.resolve("code"), CodeLimits.DEFAULTS, store.digests());
      return new FunctionPlatform(
          vault,
          store,
          code,
          config,
          wall,
          kernel,
          catalogue,
          metrics,
          pools,
          policies,
          background,
          within);
    } catch (FunctionException | UncheckedIOException e) {
      if (store != null) {
        store.close();
      }
      throw new ConfigurationException(String.valueOf(e.getMessage()));
    }
  }

  /** Grows with the starts under way and shrinks to nothing. */
  private static ThreadPoolExecutor startThreads(String name) {
    var threads =
        new ThreadPoolExecutor(
            START_THREADS,
            START_THREADS,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name(name, 0).daemon(true).factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** Serves what is kept. */
  Future<Void> restore() {
    return Future.fromCompletionStage(registry.restore());
  }

  /** The half of the kernel's world that runs functions. */
  FunctionWorld world() {
    return world;
  }

  ServedVersions served() {
    return served;
  }

  NodeFunctions runtime() {
    return runtime;
  }

  Functions registry() {
    return registry;
  }

  FunctionsLoop loop() {
    return loop;
  }

  Vault vault() {
    return vault;
  }

  Providers providers() {
    return providers;
  }

  /** No instance starts any more; those that start now are waited for. Blocks. */
  void stop() {
    starts.shutdown();
    furtherStarts.shutdown();
    furtherStarts.getQueue().clear();
    try {
      boolean _ =
          starts.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)
              && furtherStarts.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all sandboxes and lets go of what is kept. Blocks. */
  @Override
  public void close() {
    world.close();
    providers.close();
    store.close();
  }
}
