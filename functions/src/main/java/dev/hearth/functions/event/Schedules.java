package dev.hearth.functions.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.Loop;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Functions that are called by the clock. A tick and the call it makes are written in one
 * transaction: each tick makes one call, whenever the node is killed. Owned by the event loop.
 */
public final class Schedules {
  public static final int MAX_SCHEDULES = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A tick that is dealt with later than this was missed. */
  private static final long LATE_MILLIS = 60_000;

  /** No alarm is set further ahead, so that a clock that was set is noticed. */
  private static final long MAX_SLEEP_MILLIS = 3_600_000;

  private final EventDatabase database;
  private final Loop loop;
  private final Consumer<Outbox.Sent> called;
  private final Map<String, Ticking> all = new TreeMap<>();
  private boolean stopped;

  Schedules(EventDatabase database, Loop loop, Consumer<Outbox.Sent> called) {
    this.database = database;
    this.loop = loop;
    this.called = called;
  }

  private record Row(Schedule schedule, long countedUntil) {}

  /** A schedule and the alarm of its next tick. */
  private final class Ticking {
    private final Schedule schedule;
    private final Expression ticks;
    private long countedUntil;
    private Runnable disarm = () -> {};
    private boolean over;

    Ticking(Schedule schedule, long countedUntil) {
      this.schedule = schedule;
      this.ticks = schedule.ticks();
      this.countedUntil = countedUntil;
    }

    OptionalLong next() {
      return schedule.enabled() ? ticks.after(countedUntil) : OptionalLong.empty();
    }

    void arm() {
      next()
          .ifPresentOrElse(
              next -> lookIn(Math.clamp(next - loop.millis(), 1, MAX_SLEEP_MILLIS)), disarm);
    }

    private void lookIn(long millis) {
      disarm.run();
      if (!over) {
        disarm = loop.after(millis, this::look);
      }
    }

    private void look() {
      OptionalLong due = ticks.latest(countedUntil, loop.millis());
      if (due.isEmpty()) {
        arm();
      } else {
        tick(due.getAsLong());
      }
    }

    /** Deals with all ticks up to one that is due, by at most one call. */
    void tick(long due) {
      boolean missed = loop.millis() - due > LATE_MILLIS;
      boolean call = !missed || schedule.missed() == Schedule.Missed.ONE;
      database
          .submit(session -> count(session, schedule, due, call))
          .whenComplete(
              (sent, failure) -> {
                if (failure != null) {
                  LOG.warn("{} could not tick: {}", schedule.name(), failure.getMessage());
                  lookIn(1_000);
                  return;
                }
                countedUntil = due;
                if (!over) {
                  sent.ifPresent(called);
                }
                arm();
              });
    }

    void end() {
      over = true;
      disarm.run();
    }
  }

  private Optional<Outbox.Sent> count(Session session, Schedule schedule, long due, boolean call)
      throws SQLException {
    int counted =
        session.update(
            "update schedules set counted_until = ? where name = ? and counted_until < ?",
            due,
            schedule.name(),
            due);
    if (counted == 0 || !call) {
      return Optional.empty();
    }
    var target = new Target.Function(schedule.function(), schedule.qualifier());
    return Optional.of(Outbox.put(session, target, input(schedule, due), Map.of(), loop.millis()));
  }

  private static byte[] input(Schedule schedule, long due) {
    if (schedule.input().isPresent()) {
      return schedule.input().get().getBytes(UTF_8);
    }
    var event = new LinkedHashMap<String, Object>();
    event.put("version", "0");
    event.put("id", UUID.randomUUID().toString());
    event.put("detail-type", "Scheduled Event");
    event.put("source", "aws.events");
    event.put("account", FunctionName.ACCOUNT);
    event.put("time", Instant.ofEpochMilli(due).truncatedTo(ChronoUnit.SECONDS).toString());
    event.put("region", FunctionName.REGION);
    event.put(
        "resources",
        List.of(
            "arn:aws:events:%s:%s:rule/%s"
                .formatted(FunctionName.REGION, FunctionName.ACCOUNT, schedule.name())));
    event.put("detail", Map.of());
    return JSON.writeValueAsBytes(event);
  }

  void start() {
    List<Row> rows =
        database.now(
            session ->
                session.all(
                    "select settings, counted_until from schedules order by name",
                    row ->
                        new Row(JSON.readValue(row.getString(1), Schedule.class), row.getLong(2))));
    for (Row row : rows) {
      var ticking = new Ticking(row.schedule, row.countedUntil);
      all.put(row.schedule.name(), ticking);
      if (row.schedule.enabled()) {
        ticking.look();
      }
    }
  }

  /** Nothing ticks any more; what a tick under way has written is there at the next start. */
  void stop() {
    stopped = true;
    all.values().forEach(Ticking::end);
  }

  /** Makes a schedule, or changes the one of that name; it counts from now on. */
  public CompletionStage<Schedule> put(Schedule schedule) {
    if (!all.containsKey(schedule.name()) && all.size() >= MAX_SCHEDULES) {
      return CompletableFuture.failedFuture(
          new FunctionException(
              FunctionException.Code.TOO_MANY_REQUESTS,
              "there are %d schedules already; delete one".formatted(MAX_SCHEDULES)));
    }
    var ticking = new Ticking(schedule, loop.millis());
    return database
        .submit(
            session ->
                session.update(
                    "insert or replace into schedules values (?, ?, ?)",
                    schedule.name(),
                    JSON.writeValueAsString(schedule),
                    ticking.countedUntil))
        .thenApply(
            _ -> {
              Ticking before = all.put(schedule.name(), ticking);
              if (before != null) {
                before.end();
              }
              if (stopped) {
                ticking.end();
              }
              ticking.arm();
              return schedule;
            });
  }

  public Optional<Schedule> find(String name) {
    return Optional.ofNullable(all.get(name)).map(ticking -> ticking.schedule);
  }

  /** When a schedule ticks next, if it does. */
  public Optional<Instant> next(String name) {
    Ticking ticking = all.get(name);
    OptionalLong next = ticking == null ? OptionalLong.empty() : ticking.next();
    return next.isPresent()
        ? Optional.of(Instant.ofEpochMilli(next.getAsLong()))
        : Optional.empty();
  }

  /** All, in the order of their names. */
  public List<Schedule> list() {
    return all.values().stream().map(ticking -> ticking.schedule).toList();
  }

  /**
   * Removes a schedule.
   *
   * @return whether there was one
   */
  public CompletionStage<Boolean> remove(String name) {
    return database
        .submit(session -> session.update("delete from schedules where name = ?", name) > 0)
        .thenApply(
            known -> {
              Ticking ticking = all.remove(name);
              if (ticking != null) {
                ticking.end();
              }
              return known;
            });
  }
}
