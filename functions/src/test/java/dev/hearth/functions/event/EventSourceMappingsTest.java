package dev.hearth.functions.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.functions.InvokeEnd.Throttle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EventSourceMappingsTest {
  @TempDir Path directory;
  private final TestLoop loop = new TestLoop();
  private final FakeInvoker functions = new FakeInvoker();
  private EventDatabase database;
  private Queues queues;
  private EventSourceMappings mappings;

  @BeforeEach
  void open() {
    database = EventDatabase.open(directory.resolve("events.db"), loop);
    queues = new Queues(database, loop);
    mappings = new EventSourceMappings(database, queues, loop, functions, new Random(1));
    mappings.start();
    done(queues.put("q", new QueueSettings(30, 3_600, 3, Optional.of("dead"))));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private <T> T done(CompletionStage<T> stage) {
    loop.settle(database);
    return stage.toCompletableFuture().join();
  }

  private void map(int batchSize, int windowMillis, boolean reports, int concurrency) {
    done(
        mappings.put(
            new EventSourceMapping(
                "m",
                "q",
                "f",
                Optional.empty(),
                true,
                batchSize,
                windowMillis,
                reports,
                concurrency,
                loop.millis())));
  }

  private void send(String... bodies) {
    List<CompletionStage<String>> all = new ArrayList<>();
    for (String body : bodies) {
      all.add(queues.send("q", body.getBytes(UTF_8), Map.of("colour", "red"), 0));
    }
    all.forEach(this::done);
  }

  private static JsonNode records(FakeInvoker.Started call) {
    return JsonMapper.shared().readTree(call.call().payload()).path("Records");
  }

  private List<List<String>> batches() {
    return functions.started.stream()
        .map(each -> records(each).valueStream().map(r -> r.path("body").asString()).toList())
        .toList();
  }

  private long left(String queue) {
    return done(queues.find(queue)).messages();
  }

  @Test
  void messagesCallTheFunctionAndGoWhenItHasAnswered() {
    map(10, 0, false, 1);
    send("a");
    assertThat(batches()).containsExactly(List.of("a"));
    JsonNode record = records(functions.started.getFirst()).get(0);
    assertThat(record.path("eventSource").asString()).isEqualTo("aws:sqs");
    assertThat(record.path("eventSourceARN").asString()).endsWith(":q");
    assertThat(record.path("md5OfBody").asString()).isEqualTo("0cc175b9c0f1b6a831c399e269772661");
    assertThat(record.path("attributes").path("ApproximateReceiveCount").asString()).isEqualTo("1");
    assertThat(record.at("/messageAttributes/colour/stringValue").asString()).isEqualTo("red");
    assertThat(left("q")).isOne();
    functions.open.removeFirst().reply().ended(FakeInvoker.answered(""));
    assertThat(left("q")).isZero();
  }

  @Test
  void aWindowGathersABatch() {
    map(3, 5_000, false, 10);
    send("a");
    loop.pass(database, 2_000);
    send("b");
    assertThat(functions.started).isEmpty();
    loop.pass(database, 3_000);
    assertThat(batches()).containsExactly(List.of("a", "b"));
    send("c", "d", "e");
    assertThat(batches()).hasSize(2);
    assertThat(batches().get(1)).containsExactly("c", "d", "e");
  }

  @Test
  void aWindowHasItsLengthWhateverTheClockSays() {
    map(3, 5_000, false, 10);
    send("a");
    loop.jump(-3_600_000);
    loop.pass(database, 5_000);
    assertThat(batches()).containsExactly(List.of("a"));
  }

  @Test
  void onlyWhatFailedComesAgain() {
    map(10, 1_000, true, 1);
    functions.behaviour =
        call -> {
          JsonNode bad = records(call).get(functions.started.size() == 1 ? 1 : 0);
          String id = bad.path("messageId").asString();
          return Optional.of(
              FakeInvoker.answered(
                  "{\"batchItemFailures\":[{\"itemIdentifier\":\"" + id + "\"}]}"));
        };
    send("a", "b", "c");
    loop.pass(database, 1_000);
    assertThat(batches()).containsExactly(List.of("a", "b", "c"));
    assertThat(left("q")).isOne();
    loop.pass(database, 300_000);
    assertThat(batches()).hasSize(3).endsWith(List.of("b"), List.of("b"));
    assertThat(left("q")).isZero();
    assertThat(left("dead")).isOne();
  }

  @Test
  void anAccountThatMakesNoSenseMeansThatAllFailed() {
    var batch = List.of(new Message("1", "r", new byte[0], Map.of(), 0, 1));
    for (String answer :
        List.of(
            "no json",
            "{\"batchItemFailures\":7}",
            "{\"batchItemFailures\":[{}]}",
            "{\"batchItemFailures\":[{\"itemIdentifier\":\"2\"}]}")) {
      assertThat(SqsEvent.failures(answer.getBytes(UTF_8), batch)).as(answer).isEmpty();
    }
    for (String answer : List.of("", "{}", "null", "{\"batchItemFailures\":[]}")) {
      assertThat(SqsEvent.failures(answer.getBytes(UTF_8), batch)).as(answer).hasValue(Set.of());
    }
  }

  @Test
  void aCallThatFailsGivesBackItsWholeBatch() {
    map(10, 0, true, 1);
    functions.behaviour = _ -> Optional.of(FakeInvoker.failed("Boom"));
    send("a");
    loop.pass(database, 600_000);
    assertThat(functions.started).hasSize(3);
    assertThat(left("dead")).isOne();
  }

  @Test
  void beingTurnedAwayCountsForNoMessage() {
    map(10, 0, false, 1);
    functions.behaviour = _ -> Optional.of(FakeInvoker.refused(Throttle.RESERVED_CONCURRENCY));
    send("a");
    loop.pass(database, 60_000);
    assertThat(functions.started).hasSizeBetween(6, 200);
    functions.behaviour = _ -> Optional.of(FakeInvoker.answered("1"));
    loop.pass(database, 20_000);
    assertThat(left("q")).isZero();
    assertThat(done(queues.list())).extracting(QueueStatus::name).containsExactly("q");
  }

  @Test
  void noMoreBatchesRunAtOnceThanMay() {
    map(1, 0, false, 2);
    send("a", "b", "c");
    assertThat(functions.open).hasSize(2);
    functions.open.removeFirst().reply().ended(FakeInvoker.answered(""));
    loop.settle(database);
    assertThat(functions.started).hasSize(3);
  }

  @Test
  void messagesStayHiddenForAsLongAsTheirCallTakes() {
    map(10, 0, false, 2);
    send("slow");
    loop.pass(database, 600_000);
    assertThat(functions.started).hasSize(1);
    functions.open.removeFirst().reply().ended(FakeInvoker.answered(""));
    assertThat(left("q")).isZero();
  }

  @Test
  void aMappingOutlivesARestartAndCanBeRemoved() {
    map(10, 0, false, 1);
    mappings.stop();
    loop.pass(database, 30_000);
    mappings = new EventSourceMappings(database, queues, loop, functions, new Random(1));
    mappings.start();
    send("a");
    assertThat(batches()).containsExactly(List.of("a"));
    done(mappings.remove("m"));
    send("b");
    loop.pass(database, 30_000);
    assertThat(functions.started).hasSize(1);
    assertThat(mappings.list()).isEmpty();
  }
}
