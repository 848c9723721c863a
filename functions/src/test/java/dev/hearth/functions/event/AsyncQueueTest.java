package dev.hearth.functions.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.functions.EventConfiguration;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.InvokeEnd.Throttle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AsyncQueueTest {
  private static final AsyncOptions OPTIONS =
      new AsyncOptions(
          10, 1_000, 100, 3, 2, 5_000, new Backoff(1_000, 60_000), new Backoff(100, 1_000));

  @TempDir Path directory;
  private final TestLoop loop = new TestLoop();
  private final FakeInvoker functions = new FakeInvoker();
  private final List<String> arrived = new ArrayList<>();
  private EventConfiguration configuration = EventConfiguration.DEFAULTS;
  private EventDatabase database;
  private AsyncQueue queue;

  @BeforeEach
  void open() {
    database = EventDatabase.open(directory.resolve("events.db"), loop);
    queue = queue(OPTIONS);
    queue.start();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private AsyncQueue queue(AsyncOptions options) {
    return new AsyncQueue(
        database,
        loop,
        functions,
        (_, _) -> configuration,
        options,
        new Random(1),
        new AsyncQueue.Arrivals() {
          @Override
          public void message(String name) {
            arrived.add(name);
          }

          @Override
          public void callback() {
            arrived.add("callback");
          }
        });
  }

  private void accept(String function, String payload) {
    assertThat(taking(function, payload)).isCompleted();
  }

  private CompletableFuture<Void> taking(String function, String payload) {
    var taken =
        queue
            .accept(function, Optional.empty(), FakeInvoker.call("r-" + payload, payload))
            .toCompletableFuture();
    loop.settle(database);
    return taken;
  }

  private int rows(String table) {
    return database.now(
        session ->
            session.only("select count(*) from " + table, row -> row.getInt(1)).orElseThrow());
  }

  private JsonNode message(String name) {
    return database.now(
        session -> {
          var body =
              session.only(
                  "select body from messages where queue = ?", row -> row.getBytes(1), name);
          return JsonMapper.shared().readTree(body.orElseThrow());
        });
  }

  /** What a kill and a start do: another queue over the same file. */
  private void restart() {
    queue.stop();
    database.close();
    functions.open.clear();
    database = EventDatabase.open(directory.resolve("events.db"), loop);
    queue = queue(OPTIONS);
    queue.start();
    loop.settle(database);
  }

  private static EventConfiguration to(
      Optional<String> success, Optional<String> failure, Optional<String> deadLetter) {
    return new EventConfiguration(1, TimeUnit.HOURS.toNanos(1), success, failure, deadLetter);
  }

  @Test
  void aCallRunsOnceAndIsForgotten() {
    functions.behaviour = _ -> Optional.of(FakeInvoker.answered("1"));
    assertThat(taking("f", "a")).isCompleted();
    loop.pass(database, 600_000);
    assertThat(functions.payloads()).containsExactly("a");
    assertThat(rows("invocations")).isZero();
    assertThat(queue.counters().answered()).isOne();
    assertThat(queue.counters().waiting()).isZero();
  }

  @Test
  void aCallIsOnTheDiskBeforeItIsAccepted() {
    var taken = queue.accept("f", Optional.empty(), FakeInvoker.call("r", "a"));
    assertThat(taken.toCompletableFuture()).isNotDone();
    assertThat(functions.started).isEmpty();
    loop.settle(database);
    assertThat(taken.toCompletableFuture()).isCompleted();
    assertThat(rows("invocations")).isOne();
  }

  @Test
  void whatWasRunningWhenTheNodeDiedRunsAgain() {
    accept("f", "a");
    accept("g", "b");
    accept("f", "c");
    accept("f", "d");
    assertThat(functions.payloads()).containsExactlyInAnyOrder("a", "b", "c");
    restart();
    functions.behaviour = _ -> Optional.of(FakeInvoker.answered("1"));
    assertThat(functions.started.subList(3, functions.started.size()))
        .hasSize(3)
        .allMatch(each -> each.call().requestId().equals("r-" + each.payload()));
    functions.open.forEach(each -> each.reply().ended(FakeInvoker.answered("1")));
    loop.settle(database);
    assertThat(functions.payloads()).contains("d");
    assertThat(rows("invocations")).isZero();
  }

  @Test
  void aFailureIsTriedAgainAsOftenAsItsFunctionSays() {
    functions.behaviour = _ -> Optional.of(FakeInvoker.failed("Boom"));
    accept("f", "a");
    loop.pass(database, 60_000);
    assertThat(functions.payloads()).containsExactly("a", "a", "a");
    assertThat(rows("invocations")).isZero();
    assertThat(queue.counters().givenUp()).isOne();
    assertThat(queue.counters().retried()).isEqualTo(2);
  }

  @Test
  void attemptsAreCountedAcrossRestarts() {
    functions.behaviour = _ -> Optional.of(FakeInvoker.failed("Boom"));
    accept("f", "a");
    assertThat(functions.started).hasSize(1);
    restart();
    loop.pass(database, 60_000);
    assertThat(functions.started).hasSize(3);
  }

  @Test
  void beingTurnedAwayIsNoAttempt() {
    functions.behaviour = _ -> Optional.of(FakeInvoker.refused(Throttle.RESERVED_CONCURRENCY));
    accept("f", "a");
    loop.pass(database, 60_000);
    assertThat(functions.started).hasSizeGreaterThan(10);
    functions.behaviour = _ -> Optional.of(FakeInvoker.answered("1"));
    loop.pass(database, 2_000);
    assertThat(rows("invocations")).isZero();
    assertThat(queue.counters().answered()).isOne();
  }

  @Test
  void whatIsTriedAgainDoesNotWaitForAClockThatWasPutBack() {
    functions.behaviour = _ -> Optional.of(FakeInvoker.refused(Throttle.RESERVED_CONCURRENCY));
    accept("f", "a");
    loop.pass(database, 10_000);
    functions.behaviour = _ -> Optional.of(FakeInvoker.answered("1"));
    loop.jump(-3_600_000);
    loop.pass(database, 60_000);
    assertThat(queue.counters().answered()).isOne();
    assertThat(rows("invocations")).isZero();
  }

  @Test
  void whatGetsTooOldIsGivenUpWithARecord() {
    configuration =
        new EventConfiguration(
            2,
            TimeUnit.MINUTES.toNanos(1),
            Optional.empty(),
            Optional.of("queue:late"),
            Optional.empty());
    functions.behaviour = _ -> Optional.of(FakeInvoker.refused(Throttle.NO_CAPACITY));
    accept("f", "1");
    loop.pass(database, 61_000);
    assertThat(rows("invocations")).isZero();
    JsonNode context = message("late").path("requestContext");
    assertThat(context.path("condition").asString()).isEqualTo("EventAgeExceeded");
    assertThat(context.path("approximateInvokeCount").asInt()).isZero();
    assertThat(message("late").has("responseContext")).isFalse();
  }

  @Test
  void aSuccessIsTold() {
    configuration = to(Optional.of("queue:done"), Optional.of("queue:not"), Optional.empty());
    functions.behaviour = _ -> Optional.of(FakeInvoker.answered("{\"y\":2}"));
    accept("f", "{\"x\":1}");
    JsonNode record = message("done");
    assertThat(record.path("version").asString()).isEqualTo("1.0");
    assertThat(record.path("requestContext").path("condition").asString()).isEqualTo("Success");
    assertThat(record.path("requestContext").path("requestId").asString()).isEqualTo("r-{\"x\":1}");
    assertThat(record.path("requestPayload").path("x").asInt()).isEqualTo(1);
    assertThat(record.path("responsePayload").path("y").asInt()).isEqualTo(2);
    assertThat(record.path("responseContext").has("functionError")).isFalse();
    assertThat(arrived).containsExactly("done");
    assertThat(rows("messages")).isOne();
  }

  @Test
  void aFailureIsToldToItsDestinationAndItsPayloadGoesToTheDeadLetters() {
    configuration = to(Optional.empty(), Optional.of("queue:not"), Optional.of("queue:dead"));
    functions.behaviour = _ -> Optional.of(FakeInvoker.failed("Boom"));
    accept("f", "[7]");
    loop.pass(database, 10_000);
    JsonNode record = message("not");
    assertThat(record.path("requestContext").path("condition").asString())
        .isEqualTo("RetriesExhausted");
    assertThat(record.path("requestContext").path("approximateInvokeCount").asInt()).isEqualTo(2);
    assertThat(record.path("responseContext").path("functionError").asString())
        .isEqualTo("Unhandled");
    assertThat(record.path("responsePayload").path("errorType").asString()).isEqualTo("Boom");
    assertThat(message("dead")).hasToString("[7]");
    assertThat(
            database.<String>now(
                session ->
                    session
                        .only(
                            "select attributes from messages where queue = 'dead'",
                            row -> row.getString(1))
                        .orElseThrow()))
        .contains("\"RequestID\":\"r-[7]\"", "\"ErrorMessage\":\"Boom: it broke\"");
  }

  @Test
  void aDestinationMayBeAnotherFunction() {
    configuration = to(Optional.of("function:g:live"), Optional.empty(), Optional.empty());
    functions.behaviour =
        each -> {
          if (each.function().equals("g")) {
            configuration = EventConfiguration.DEFAULTS;
          }
          return Optional.of(FakeInvoker.answered("1"));
        };
    accept("f", "5");
    assertThat(functions.started).hasSize(2);
    assertThat(functions.started.get(1).function()).isEqualTo("g");
    assertThat(functions.started.get(1).qualifier()).hasValue("live");
    assertThat(functions.started.get(1).payload()).contains("\"requestPayload\":5");
  }

  @Test
  void aFunctionThatIsGoneIsNotCalledAgain() {
    functions.behaviour = _ -> Optional.of(FakeInvoker.refused(Throttle.NO_SUCH_FUNCTION));
    accept("f", "a");
    loop.pass(database, 60_000);
    assertThat(functions.started).hasSize(1);
    assertThat(rows("invocations")).isZero();
  }

  @Test
  void oneFunctionRunsNoMoreAtOnceThanItMay() {
    for (String each : List.of("1", "2", "3", "4")) {
      accept("f", each);
    }
    assertThat(functions.open).hasSize(2);
    accept("g", "5");
    accept("h", "6");
    assertThat(functions.open).hasSize(3);
    assertThat(queue.running()).isEqualTo(3);
    functions.behaviour = _ -> Optional.of(FakeInvoker.answered("1"));
    functions.open.removeFirst().reply().ended(FakeInvoker.answered("1"));
    loop.settle(database);
    assertThat(functions.payloads()).contains("6");
  }

  @Test
  void noMoreIsAcceptedThanMayWait() {
    functions.behaviour = _ -> Optional.of(FakeInvoker.refused(Throttle.NO_CAPACITY));
    for (int i = 0; i < 10; i++) {
      assertThat(taking("f", "p" + i)).isCompleted();
    }
    assertThat(taking("f", "one more"))
        .failsWithin(1, TimeUnit.SECONDS)
        .withThrowableThat()
        .withRootCauseInstanceOf(FunctionException.class)
        .withMessageContaining("10 calls wait already");
    functions.behaviour = _ -> Optional.of(FakeInvoker.answered("1"));
    loop.pass(database, 60_000);
    assertThat(taking("f", "now")).isCompleted();
  }

  @Test
  void aPayloadThatIsTooLargeIsRefused() {
    assertThat(taking("f", "x".repeat(1_001)))
        .failsWithin(1, TimeUnit.SECONDS)
        .withThrowableThat()
        .withMessageContaining("1001 bytes where 1000 may wait");
  }

  @Test
  void payloadsBeyondWhatIsHeldAreReadWhenTheirTurnComes() {
    String large = "y".repeat(90);
    for (int i = 0; i < 5; i++) {
      accept("f", i + large);
    }
    functions.behaviour = _ -> Optional.of(FakeInvoker.answered("1"));
    List.copyOf(functions.open).forEach(each -> each.reply().ended(FakeInvoker.answered("1")));
    loop.settle(database);
    assertThat(functions.payloads()).hasSize(5).allMatch(payload -> payload.endsWith(large));
    assertThat(rows("invocations")).isZero();
  }

  @Test
  void whatIsTurnedAwayByANodeThatStopsStaysForItsNextStart() {
    functions.behaviour = _ -> Optional.of(FakeInvoker.refused(Throttle.DRAINING));
    accept("f", "a");
    loop.pass(database, 60_000);
    assertThat(functions.started).hasSize(1);
    functions.behaviour = _ -> Optional.of(FakeInvoker.answered("1"));
    restart();
    assertThat(functions.payloads()).containsExactly("a", "a");
  }

  @Test
  void retriesAreSpreadOverTheWholeIntervalByOneSeed() {
    var backoff = new Backoff(1_000, 60_000);
    var random = new Random(7);
    long[] first = LongStream.generate(() -> backoff.delay(3, random)).limit(2_000).toArray();
    assertThat(Arrays.stream(first)).allMatch(delay -> delay >= 0 && delay <= 8_000);
    assertThat(Arrays.stream(first).average().orElseThrow()).isBetween(3_800.0, 4_200.0);
    assertThat(backoff.bound(40)).isEqualTo(60_000);
    assertThat(backoff.delay(3, new Random(7))).isEqualTo(first[0]);
  }
}
