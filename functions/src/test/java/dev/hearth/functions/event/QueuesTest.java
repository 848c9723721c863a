package dev.hearth.functions.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.functions.FunctionException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueuesTest {
  @TempDir Path directory;
  private final TestLoop loop = new TestLoop();
  private EventDatabase database;
  private Queues queues;

  @BeforeEach
  void open() {
    database = EventDatabase.open(directory.resolve("events.db"), loop);
    queues = new Queues(database, loop);
    done(queues.put("q", new QueueSettings(30, 3_600, 2, Optional.of("dead"))));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private <T> T done(CompletionStage<T> stage) {
    loop.settle(database);
    return stage.toCompletableFuture().getNow(null);
  }

  private String send(String body) {
    return done(queues.send("q", body.getBytes(UTF_8), Map.of("k", "v"), 0));
  }

  private List<Message> receive(int most) {
    return done(queues.receive("q", most, OptionalInt.empty(), 0));
  }

  private static List<String> bodies(List<Message> messages) {
    return messages.stream().map(message -> new String(message.body(), UTF_8)).toList();
  }

  @Test
  void whatWasSentWhileTheClockWasAheadComesOnceItIsPutBack() {
    loop.jump(3_600_000);
    send("at once");
    done(queues.send("q", "later".getBytes(UTF_8), Map.of(), 5_000));
    loop.jump(-3_600_000);

    assertThat(bodies(receive(10))).containsExactly("at once");

    loop.pass(database, 5_000);
    assertThat(bodies(receive(10))).containsExactly("later");
  }

  @Test
  void whatWasReceivedWhileTheClockWasAheadIsHiddenForItsTimeOnly() {
    send("a");
    loop.jump(1_800_000);
    assertThat(bodies(receive(1))).containsExactly("a");
    loop.jump(-1_800_000);

    assertThat(receive(1)).isEmpty();

    loop.pass(database, 29_000);
    assertThat(receive(1)).isEmpty();
    loop.pass(database, 1_000);
    assertThat(bodies(receive(1))).containsExactly("a");
  }

  @Test
  void whatWasSentAndReceivedWhileTheClockWasAheadIsHiddenForItsTimeOnly() {
    loop.jump(1_800_000);
    send("a");
    assertThat(bodies(receive(1))).containsExactly("a");
    loop.jump(-1_800_000);

    assertThat(receive(1)).isEmpty();

    loop.pass(database, 30_000);
    assertThat(bodies(receive(1))).containsExactly("a");
  }

  @Test
  void aClockThatWasPutBackWhileNothingRanHidesNothing() {
    loop.jump(3_600_000);
    send("a");
    loop.jump(-3_600_000);

    queues = new Queues(database, loop);

    assertThat(bodies(receive(10))).containsExactly("a");
  }

  @Test
  void aMessageIsReceivedHiddenAndDeleted() {
    String id = send("a");
    Message message = receive(10).getFirst();
    assertThat(message.id()).isEqualTo(id);
    assertThat(message.receives()).isOne();
    assertThat(message.attributes()).containsEntry("k", "v");
    assertThat(receive(10)).isEmpty();
    assertThat(done(queues.delete("q", message.receipt()))).isTrue();
    loop.pass(database, 60_000);
    assertThat(receive(10)).isEmpty();
    assertThat(done(queues.find("q")).messages()).isZero();
  }

  @Test
  void whatIsNotDeletedComesAgainAndItsFormerReceiptIsWorthNothing() {
    send("a");
    Message first = receive(1).getFirst();
    loop.pass(database, 29_000);
    assertThat(receive(1)).isEmpty();
    loop.pass(database, 1_000);
    Message second = receive(1).getFirst();
    assertThat(second.receives()).isEqualTo(2);
    assertThat(done(queues.delete("q", first.receipt()))).isFalse();
    assertThat(done(queues.delete("other", second.receipt()))).isFalse();
    assertThat(done(queues.delete("q", "no receipt"))).isFalse();
    assertThat(done(queues.delete("q", second.receipt()))).isTrue();
  }

  @Test
  void whatWasReceivedTooOftenMovesToTheDeadLetters() {
    send("a");
    receive(1);
    loop.pass(database, 30_000);
    receive(1);
    loop.pass(database, 30_000);
    assertThat(receive(1)).isEmpty();
    assertThat(bodies(done(queues.receive("dead", 1, OptionalInt.empty(), 0))))
        .containsExactly("a");
    assertThat(done(queues.find("q")).messages()).isZero();
    assertThat(done(queues.find("dead")).messages()).isOne();
  }

  @Test
  void aRequestWaitsForAMessage() {
    var waiting = queues.receive("q", 5, OptionalInt.empty(), 20_000).toCompletableFuture();
    loop.pass(database, 5_000);
    assertThat(waiting).isNotDone();
    send("a");
    assertThat(waiting).isCompleted();
    assertThat(bodies(waiting.join())).containsExactly("a");
  }

  @Test
  void aRequestWaitsNoLongerThanItAsked() {
    var waiting = queues.receive("q", 5, OptionalInt.empty(), 3_000).toCompletableFuture();
    loop.pass(database, 2_999);
    assertThat(waiting).isNotDone();
    loop.pass(database, 1);
    assertThat(waiting).isCompletedWithValue(List.of());
  }

  @Test
  void aRequestWaitsNoLongerIfTheClockIsPutBack() {
    var waiting = queues.receive("q", 5, OptionalInt.empty(), 3_000).toCompletableFuture();
    loop.pass(database, 1_000);
    loop.jump(-3_600_000);
    loop.pass(database, 1_999);
    assertThat(waiting).isNotDone();
    loop.pass(database, 1);
    assertThat(waiting).isCompletedWithValue(List.of());
  }

  @Test
  void aRequestThatWaitsSeesAHiddenMessageWhenItsTimeComes() {
    send("a");
    receive(1);
    var waiting = queues.receive("q", 5, OptionalInt.of(1_000), 20_000).toCompletableFuture();
    loop.pass(database, 15_000);
    assertThat(waiting).isNotDone();
    done(queues.hide("q", receiptOf("q"), 0));
    assertThat(waiting).isCompleted();
  }

  private String receiptOf(String queue) {
    return database.<String>now(
        session ->
            session
                .only(
                    "select receipt from messages where queue = ?", row -> row.getString(1), queue)
                .orElseThrow());
  }

  @Test
  void whoWaitsNoLongerTakesNoMessage() {
    var waiting = queues.receive("q", 5, OptionalInt.empty(), 20_000).toCompletableFuture();
    loop.settle(database);
    waiting.cancel(false);
    send("a");
    assertThat(receive(1)).extracting(Message::receives).containsExactly(1);
  }

  @Test
  void whatWasFetchedForWhoHasLeftIsSeenAgainAndWasNotReceived() {
    send("a");
    var waiting = queues.receive("q", 5, OptionalInt.empty(), 20_000).toCompletableFuture();
    var next = queues.receive("q", 5, OptionalInt.empty(), 20_000).toCompletableFuture();
    waiting.cancel(false);
    loop.settle(database);
    assertThat(next).isCompleted();
    assertThat(next.join()).extracting(Message::receives).containsExactly(1);
  }

  @Test
  void whoWaitsForDeadLettersHearsOfThem() {
    send("a");
    receive(1);
    loop.pass(database, 30_000);
    receive(1);
    done(queues.put("dead", QueueSettings.DEFAULTS));
    loop.pass(database, 30_000);
    var waiting = queues.receive("dead", 1, OptionalInt.empty(), 20_000).toCompletableFuture();
    loop.settle(database);
    assertThat(receive(1)).isEmpty();
    assertThat(waiting).isCompleted();
    assertThat(bodies(waiting.join())).containsExactly("a");
  }

  @Test
  void whatFindsNoRoomAmongDeadLettersWaits() {
    done(queues.put("dead", QueueSettings.DEFAULTS));
    send("a");
    receive(1);
    loop.pass(database, 30_000);
    receive(1);
    loop.pass(database, 30_000);
    held("dead", Queues.MAX_MESSAGES);
    assertThat(receive(1)).isEmpty();
    assertThat(done(queues.find("q")).messages()).isOne();
    held("dead", 0);
    loop.pass(database, 30_000);
    assertThat(receive(1)).isEmpty();
    assertThat(done(queues.find("dead")).messages()).isOne();
  }

  @Test
  void whatHasExpiredMakesRoom() {
    send("old");
    loop.pass(database, 3_600_000);
    held("q", Queues.MAX_MESSAGES);
    send("new");
    assertThat(bodies(receive(10))).containsExactly("new");
  }

  private void held(String queue, int messages) {
    database.now(
        session ->
            session.update("update queues set messages = ? where name = ?", messages, queue));
  }

  @Test
  void aDelayedMessageIsSeenLater() {
    done(queues.send("q", "late".getBytes(UTF_8), Map.of(), 10_000));
    var waiting = queues.receive("q", 5, OptionalInt.empty(), 20_000).toCompletableFuture();
    loop.pass(database, 9_999);
    assertThat(waiting).isNotDone();
    loop.pass(database, 1);
    assertThat(bodies(waiting.join())).containsExactly("late");
  }

  @Test
  void messagesOutliveARestartAndExpire() {
    send("a");
    database.close();
    database = EventDatabase.open(directory.resolve("events.db"), loop);
    queues = new Queues(database, loop);
    assertThat(done(queues.list())).extracting(QueueStatus::messages).containsExactly(1L);
    loop.pass(database, 3_600_000);
    assertThat(receive(1)).isEmpty();
    assertThat(done(queues.find("q")).messages()).isZero();
  }

  @Test
  void badRequestsAreToldWhatIsWrong() {
    assertThatThrownBy(() -> queues.put("no/name", QueueSettings.DEFAULTS))
        .isInstanceOf(FunctionException.class)
        .hasMessageContaining("1 to 80 letters");
    assertThatThrownBy(() -> new QueueSettings(-1, 60, 1, Optional.empty()))
        .hasMessageContaining("visibilitySeconds");
    assertThat(queues.send("q", new byte[Queues.MAX_BYTES + 1], Map.of(), 0).toCompletableFuture())
        .isCompletedExceptionally();
    assertThat(queues.receive("q", 0, OptionalInt.empty(), 0).toCompletableFuture())
        .isCompletedExceptionally();
    var missing = queues.send("nowhere", new byte[1], Map.of(), 0).toCompletableFuture();
    loop.settle(database);
    assertThatThrownBy(missing::join).hasMessageContaining("there is no queue 'nowhere'");
  }

  @Test
  void aFullQueueTakesNoMore() {
    held("q", Queues.MAX_MESSAGES);
    var one = queues.send("q", new byte[1], Map.of(), 0).toCompletableFuture();
    loop.settle(database);
    assertThatThrownBy(one::join).hasMessageContaining("holds 100000 messages already");
  }

  @Test
  void aQueueGoesWithItsMessages() {
    send("a");
    assertThat(done(queues.remove("q"))).isTrue();
    assertThat(done(queues.list())).isEmpty();
    done(queues.put("q", QueueSettings.DEFAULTS));
    assertThat(receive(1)).isEmpty();
  }
}
