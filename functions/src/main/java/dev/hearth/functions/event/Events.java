package dev.hearth.functions.event;

import dev.hearth.functions.EventConfiguration;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.Invoker;
import dev.hearth.functions.Loop;
import dev.hearth.functions.account.UsageStore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Everything that calls functions when nobody waits, in one place.
 *
 * <pre>
 * events.db   calls, messages, schedules, triggers, usage: all that waits
 * objects/    the content of objects
 * </pre>
 */
public final class Events implements AutoCloseable {
  private final EventDatabase database;
  private final CallbackGuard guard;
  private final AsyncQueue async;
  private final Queues queues;
  private final EventSourceMappings mappings;
  private final Schedules schedules;
  private final ObjectStore objects;
  private final Callbacks callbacks;
  private final Idempotency idempotency;

  private Events(
      Path directory,
      EventDatabase database,
      EventOptions options,
      Loop loop,
      Executor blocking,
      Invoker invoker,
      EventConfigurations configurations,
      RandomGenerator random) {
    this.database = database;
    guard = new CallbackGuard(options.privateCallbacks());
    queues = new Queues(database, loop);
    callbacks = new Callbacks(database, loop, blocking, guard, random);
    async =
        new AsyncQueue(
            database,
            loop,
            invoker,
            (function, qualifier) -> configuration(configurations, function, qualifier),
            AsyncOptions.DEFAULTS,
            random,
            new Arrived());
    mappings = new EventSourceMappings(database, queues, loop, invoker, random);
    schedules = new Schedules(database, loop, async::tell);
    objects =
        new ObjectStore(
            directory.resolve("objects"),
            options.objectBytes(),
            database,
            loop,
            blocking,
            async::tell);
    idempotency = new Idempotency(database, loop, invoker);
  }

  /** Wakes whoever waits for what the end of a call put somewhere. */
  private final class Arrived implements AsyncQueue.Arrivals {
    @Override
    public void message(String queue) {
      queues.wake(queue);
    }

    @Override
    public void callback() {
      callbacks.look();
    }
  }

  /** The function may be gone meanwhile. */
  private static EventConfiguration configuration(
      EventConfigurations configurations, String function, Optional<String> qualifier) {
    try {
      return configurations.of(function, qualifier);
    } catch (FunctionException _) {
      return EventConfiguration.DEFAULTS;
    }
  }

  /**
   * Opens what a node keeps of events; nothing runs yet. Blocks.
   *
   * @param directory the node's data directory
   * @param blocking runs what waits for files and the network
   * @param random spreads retries
   * @throws FunctionException if it cannot be used
   */
  public static Events open(
      Path directory,
      EventOptions options,
      Loop loop,
      Executor blocking,
      Invoker invoker,
      EventConfigurations configurations,
      RandomGenerator random) {
    EventDatabase database = EventDatabase.open(directory.resolve("events.db"), loop);
    return new Events(
        directory, database, options, loop, blocking, invoker, configurations, random);
  }

  /** Begins, with what was left when the node last stopped. On the loop, once functions serve. */
  public void start() {
    objects.start();
    async.start();
    mappings.start();
    schedules.start();
    callbacks.start();
  }

  /** Starts nothing any more; what waits is there at the next start. On the loop. */
  public void stop() {
    schedules.stop();
    mappings.stop();
    async.stop();
    callbacks.stop();
  }

  /** Calls that run now and that nobody waits for. On the loop. */
  public int running() {
    return async.running() + mappings.running();
  }

  public AsyncQueue async() {
    return async;
  }

  public Queues queues() {
    return queues;
  }

  public EventSourceMappings mappings() {
    return mappings;
  }

  public Schedules schedules() {
    return schedules;
  }

  public ObjectStore objects() {
    return objects;
  }

  public Idempotency idempotency() {
    return idempotency;
  }

  /** Where it is written down what was used. */
  public UsageStore usage() {
    return new UsageTable(database);
  }

  /**
   * Checks the address of a callback.
   *
   * @throws FunctionException saying why it is refused
   */
  public String callback(String address) {
    return guard.read(address).toString();
  }

  /** Writes what waits to be written, and closes. Blocks. */
  @Override
  public void close() {
    database.close();
  }
}
