package dev.hearth.functions.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.functions.EventConfiguration;
import dev.hearth.functions.FunctionException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five functions, each of which hands its answer to the next: f1 to f5. */
class GrainsTest {
  @TempDir Path directory;
  private final TestLoop loop = new TestLoop();
  private final FakeInvoker functions = new FakeInvoker();
  private EventDatabase database;
  private AsyncQueue queue;

  @BeforeEach
  void open() {
    database = EventDatabase.open(directory.resolve("events.db"), loop);
    queue = queue();
    queue.start();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private AsyncQueue queue() {
    return new AsyncQueue(
        database,
        loop,
        functions,
        (function, _) -> configuration(function),
        AsyncOptions.DEFAULTS,
        new Random(1),
        new AsyncQueue.Arrivals() {
          @Override
          public void message(String name) {}

          @Override
          public void callback() {}
        });
  }

  private static EventConfiguration configuration(String function) {
    int step = Integer.parseInt(function.substring(1));
    return new EventConfiguration(
        0,
        Long.MAX_VALUE,
        Optional.of(step < 5 ? "grain:f" + (step + 1) : "queue:done"),
        Optional.of("queue:failed"),
        Optional.empty());
  }

  private void accept() {
    var taken = queue.accept("f1", Optional.empty(), FakeInvoker.call("r", "0"));
    loop.settle(database);
    assertThat(taken.toCompletableFuture()).isCompleted();
  }

  private void answer(String expected) {
    FakeInvoker.Started started = functions.open.remove();
    assertThat(started.function()).isEqualTo(expected);
    int count = Integer.parseInt(started.payload());
    started.reply().ended(FakeInvoker.answered(String.valueOf(count + 1)));
  }

  /** The functions of which calls are on the disk. */
  private String kept() {
    return database.now(
        session ->
            String.join(
                " ",
                session.all(
                    "select function from invocations order by id", row -> row.getString(1))));
  }

  private int messages(String name) {
    return database.now(
        session ->
            session
                .only("select count(*) from messages where queue = ?", row -> row.getInt(1), name)
                .orElseThrow());
  }

  private void restart() {
    queue.stop();
    database.close();
    functions.open.clear();
    database = EventDatabase.open(directory.resolve("events.db"), loop);
    queue = queue();
    queue.start();
    loop.settle(database);
  }

  @Test
  void theAnswerItselfGoesOnBeforeTheDiskHasIt() throws InterruptedException {
    accept();
    var disk = new CountDownLatch(1);
    var busy = new CountDownLatch(1);
    var _ =
        database.submit(
            _ -> {
              busy.countDown();
              await(disk);
              return true;
            });
    busy.await();
    for (int step = 1; step <= 5; step++) {
      answer("f" + step);
      loop.turn();
    }
    disk.countDown();
    loop.settle(database);
    assertThat(functions.payloads()).containsExactly("0", "1", "2", "3", "4");
    assertThat(messages("done")).isEqualTo(1);
    assertThat(kept()).isEmpty();
    assertThat(queue.counters().waiting()).isZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theBackupIsThereUntilTheGrainHasFinished() {
    accept();
    for (int step = 1; step <= 5; step++) {
      assertThat(kept()).isEqualTo("f" + step);
      answer("f" + step);
      loop.settle(database);
    }
    assertThat(kept()).isEmpty();
  }

  @Test
  void aChainGoesOnWhereItWasWhenTheNodeStopped() {
    for (int cut = 1; cut <= 5; cut++) {
      functions.started.clear();
      accept();
      for (int step = 1; step < cut; step++) {
        answer("f" + step);
        loop.settle(database);
      }
      restart();
      for (int step = cut; step <= 5; step++) {
        answer("f" + step);
        loop.settle(database);
      }
      assertThat(functions.started).hasSize(6);
      assertThat(messages("done")).isEqualTo(cut);
      assertThat(kept()).isEmpty();
    }
  }

  @Test
  void aGrainThatIsDoneBeforeItsBackupIsWrittenLeavesNothingBehind() {
    accept();
    refuseRowsOf("f2");
    answer("f1");
    loop.settle(database);
    answer("f2");
    loop.settle(database);
    assertThat(kept()).isEqualTo("f1");
    database.now(session -> session.update("drop trigger refused"));
    loop.pass(database, 5_000);
    for (int step = 3; step <= 5; step++) {
      answer("f" + step);
      loop.settle(database);
    }
    loop.pass(database, 5_000);
    assertThat(functions.started).hasSize(5);
    assertThat(messages("done")).isEqualTo(1);
    assertThat(kept()).isEmpty();
    assertThat(queue.counters().waiting()).isZero();
  }

  @Test
  void aChainWhoseBackupWasNeverWrittenBeginsAgainFromTheCallBefore() {
    accept();
    refuseRowsOf("f2");
    answer("f1");
    loop.settle(database);
    restart();
    assertThat(functions.open.getFirst().function()).isEqualTo("f1");
  }

  @Test
  void aGrainWhoseBackupWasUndoneForgetsNoOtherCall() {
    queue.accept(
        "f1", Optional.empty(), FakeInvoker.call("r", "0"), Optional.of("http://there/ended"));
    loop.settle(database);
    database.now(
        session ->
            session.update(
                "create trigger undone before insert on callbacks"
                    + " begin select raise(abort, 'full'); end"));
    answer("f1"); // the backup of f2 gets a number, and is undone with the rest
    loop.settle(database);
    queue.accept("f5", Optional.empty(), FakeInvoker.call("other", "0")); // which is now this one's
    loop.settle(database);
    answer("f2");
    loop.settle(database);
    assertThat(kept()).isEqualTo("f1 f5");
  }

  private void refuseRowsOf(String function) {
    database.now(
        session ->
            session.update(
                "create trigger refused before insert on invocations when new.function = '"
                    + function
                    + "' begin select raise(abort, 'full'); end"));
  }

  @Test
  void aGrainThatFailsEndsTheChain() {
    accept();
    answer("f1");
    loop.settle(database);
    functions.open.remove().reply().ended(FakeInvoker.failed("E"));
    loop.settle(database);
    assertThat(functions.started).hasSize(2);
    assertThat(messages("failed")).isEqualTo(1);
    assertThat(kept()).isEmpty();
  }

  @Test
  void aNameOfAGrainIsChecked() {
    assertThat(Target.parse("grain:f:live")).isEqualTo(new Target.Grain("f", Optional.of("live")));
    Assertions.assertThatThrownBy(() -> Target.parse("grain:"))
        .isInstanceOf(FunctionException.class);
  }
}
