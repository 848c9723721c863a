package dev.hearth.functions.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchedulesTest {
  @TempDir Path directory;
  private final TestLoop loop = new TestLoop();
  private final List<Waiting> calls = new ArrayList<>();
  private EventDatabase database;
  private Schedules schedules;

  @BeforeEach
  void open() {
    database = EventDatabase.open(directory.resolve("events.db"), loop);
    schedules = schedules();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Schedules schedules() {
    return new Schedules(
        database,
        loop,
        sent -> {
          if (sent instanceof Outbox.Sent.Call call) {
            calls.add(call.waiting());
          }
        });
  }

  private <T> T done(CompletionStage<T> stage) {
    loop.settle(database);
    return stage.toCompletableFuture().join();
  }

  private void put(String expression, Schedule.Missed missed, Optional<String> input) {
    done(
        schedules.put(
            new Schedule("s", expression, "UTC", "f", Optional.of("live"), input, missed, true)));
  }

  /** Down for a while: what was armed is gone. */
  private void down(long millis) {
    schedules.stop();
    loop.pass(database, millis);
    schedules = schedules();
    schedules.start();
    loop.settle(database);
  }

  private int rows() {
    return database.now(
        session ->
            session.only("select count(*) from invocations", row -> row.getInt(1)).orElseThrow());
  }

  @Test
  void eachTickMakesOneCall() {
    put("rate(10 seconds)", Schedule.Missed.ONE, Optional.of("{\"a\":1}"));
    loop.pass(database, 35_000);
    assertThat(calls).hasSize(3);
    assertThat(rows()).isEqualTo(3);
    assertThat(calls.getFirst().function).isEqualTo("f");
    assertThat(calls.getFirst().qualifier).hasValue("live");
    assertThat(calls.getFirst().call.orElseThrow().payload()).asString().isEqualTo("{\"a\":1}");
    assertThat(schedules.next("s")).hasValue(Instant.ofEpochMilli(TestLoop.START + 40_000));
  }

  @Test
  void withoutAnInputItIsTheEventOfARule() {
    put("cron(* * * * ? *)", Schedule.Missed.ONE, Optional.empty());
    loop.pass(database, 60_000);
    JsonNode event = JsonMapper.shared().readTree(calls.getFirst().call.orElseThrow().payload());
    assertThat(event.path("source").asString()).isEqualTo("aws.events");
    assertThat(event.path("detail-type").asString()).isEqualTo("Scheduled Event");
    assertThat(event.path("time").asString()).isEqualTo("2023-11-14T22:14:00Z");
    assertThat(event.path("resources").get(0).asString()).endsWith("rule/s");
  }

  @Test
  void theLatestMissedTickIsMadeUpForOnce() {
    put("rate(10 minutes)", Schedule.Missed.ONE, Optional.empty());
    down(3 * 3_600_000 + 300_000);
    assertThat(calls).hasSize(1);
    loop.pass(database, 300_000);
    assertThat(calls).hasSize(2);
  }

  @Test
  void missedTicksCanBeSkipped() {
    put("rate(10 minutes)", Schedule.Missed.SKIP, Optional.empty());
    down(3 * 3_600_000 + 300_000);
    assertThat(calls).isEmpty();
    loop.pass(database, 300_000);
    assertThat(calls).hasSize(1);
  }

  @Test
  void aTickThatWasCountedIsNotCountedAgain() {
    put("rate(10 minutes)", Schedule.Missed.ONE, Optional.empty());
    loop.pass(database, 600_000);
    down(0);
    assertThat(calls).hasSize(1);
    assertThat(rows()).isOne();
  }

  @Test
  void aScheduleThatIsReplacedOrRemovedTicksNoMore() {
    put("rate(10 seconds)", Schedule.Missed.ONE, Optional.empty());
    put("rate(1 hour)", Schedule.Missed.ONE, Optional.empty());
    loop.pass(database, 60_000);
    assertThat(calls).isEmpty();
    assertThat(done(schedules.remove("s"))).isTrue();
    assertThat(done(schedules.remove("s"))).isFalse();
    loop.pass(database, 7_200_000);
    assertThat(calls).isEmpty();
    assertThat(schedules.list()).isEmpty();
  }

  @Test
  void onceStoppedNothingTicksWhateverWasUnderWay() {
    put("rate(10 seconds)", Schedule.Missed.ONE, Optional.empty());
    var late =
        new Schedule(
            "late",
            "rate(10 seconds)",
            "UTC",
            "f",
            Optional.empty(),
            Optional.empty(),
            Schedule.Missed.ONE,
            true);
    loop.tick(10_000);
    CompletionStage<Schedule> made = schedules.put(late);
    schedules.stop();
    assertThat(done(made)).isEqualTo(late);
    assertThat(rows()).as("the tick under way is written").isOne();
    loop.pass(database, 60_000);
    assertThat(rows()).isOne();
    assertThat(calls).isEmpty();
  }

  @Test
  void onceStoppedATickThatFailedIsNotTriedAgain() {
    put("rate(10 seconds)", Schedule.Missed.ONE, Optional.empty());
    breaks("alter table schedules rename to elsewhere");
    loop.tick(10_000);
    schedules.stop();
    loop.settle(database);
    breaks("alter table elsewhere rename to schedules");
    loop.pass(database, 60_000);
    assertThat(rows()).isZero();
  }

  private void breaks(String change) {
    database.now(session -> session.update(change));
  }

  @Test
  void aZoneOrNameThatIsNoneIsRefused() {
    var wrong =
        new Schedule(
            "s",
            "rate(1 hour)",
            "Mars/Olympus",
            "f",
            Optional.empty(),
            Optional.empty(),
            Schedule.Missed.ONE,
            true);
    assertThatThrownBy(() -> schedules.put(wrong)).hasMessageContaining("no time zone");
  }
}
