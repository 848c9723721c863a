package dev.hearth.functions.event;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.Invoker;
import dev.hearth.functions.Loop;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Which queues call which functions. Durable; owned by the event loop. */
public final class EventSourceMappings {
  public static final int MAX_MAPPINGS = 1_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final EventDatabase database;
  private final Queues queues;
  private final Loop loop;
  private final Invoker invoker;
  private final RandomGenerator random;
  private final Map<String, EventSourceMapping> mappings = new TreeMap<>();
  private final Map<String, Poller> pollers = new TreeMap<>();

  EventSourceMappings(
      EventDatabase database, Queues queues, Loop loop, Invoker invoker, RandomGenerator random) {
    this.database = database;
    this.queues = queues;
    this.loop = loop;
    this.invoker = invoker;
    this.random = random;
  }

  void start() {
    List<EventSourceMapping> all =
        database.now(
            session ->
                session.all(
                    "select settings from mappings order by id",
                    row -> JSON.readValue(row.getString(1), EventSourceMapping.class)));
    all.forEach(this::serve);
  }

  void stop() {
    pollers.values().forEach(Poller::stop);
    pollers.clear();
  }

  private void serve(EventSourceMapping mapping) {
    mappings.put(mapping.id(), mapping);
    halt(mapping.id());
    if (mapping.enabled()) {
      var poller = new Poller(mapping, database, queues, loop, invoker, random);
      pollers.put(mapping.id(), poller);
      poller.poll();
    }
  }

  private void halt(String id) {
    Poller before = pollers.remove(id);
    if (before != null) {
      before.stop();
    }
  }

  /** Makes a mapping, or changes the one of that id; its queue is made if it is not there. */
  public CompletionStage<EventSourceMapping> put(EventSourceMapping mapping) {
    if (!mappings.containsKey(mapping.id()) && mappings.size() >= MAX_MAPPINGS) {
      return CompletableFuture.failedFuture(
          new FunctionException(
              FunctionException.Code.TOO_MANY_REQUESTS,
              "there are %d event source mappings already; delete one".formatted(MAX_MAPPINGS)));
    }
    return database
        .submit(
            session -> {
              MessageRows.ensureQueue(session, mapping.queue());
              session.update(
                  "insert or replace into mappings values (?, ?)",
                  mapping.id(),
                  JSON.writeValueAsString(mapping));
              return mapping;
            })
        .thenApply(
            stored -> {
              serve(stored);
              return stored;
            });
  }

  public Optional<EventSourceMapping> find(String id) {
    return Optional.ofNullable(mappings.get(id));
  }

  /** All, in the order of their ids. */
  public List<EventSourceMapping> list() {
    return List.copyOf(mappings.values());
  }

  /** Removes a mapping; calls under way finish. */
  public CompletionStage<EventSourceMapping> remove(String id) {
    EventSourceMapping mapping = mappings.get(id);
    if (mapping == null) {
      return CompletableFuture.failedFuture(
          new FunctionException(
              FunctionException.Code.RESOURCE_NOT_FOUND,
              "there is no event source mapping '%s'".formatted(LogText.cut(id, 80))));
    }
    return database
        .submit(session -> session.update("delete from mappings where id = ?", id))
        .thenApply(
            _ -> {
              mappings.remove(id);
              halt(id);
              return mapping;
            });
  }

  /** Messages' calls that run now. */
  int running() {
    return pollers.values().stream().mapToInt(Poller::running).sum();
  }
}
