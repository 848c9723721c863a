package dev.hearth.functions.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeEnd.Throttle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdempotencyTest {
  @TempDir Path directory;
  private final TestLoop loop = new TestLoop();
  private final FakeInvoker functions = new FakeInvoker();
  private final List<InvokeEnd> ends = new ArrayList<>();
  private EventDatabase database;
  private Idempotency idempotency;

  @BeforeEach
  void open() {
    database = EventDatabase.open(directory.resolve("events.db"), loop);
    idempotency = new Idempotency(database, loop, functions);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void call(String key, String payload) {
    idempotency.invoke(
        key, "f", Optional.empty(), FakeInvoker.call("r", payload), end -> ends.add(end));
    loop.settle(database);
  }

  private List<String> answers() {
    return ends.stream()
        .map(end -> new String(((InvokeEnd.Answered) end).payload(), UTF_8))
        .toList();
  }

  @Test
  void theSecondCallGetsTheAnswerOfTheFirst() {
    functions.behaviour = _ -> Optional.of(FakeInvoker.answered("" + functions.started.size()));
    call("k", "a");
    call("k", "a");
    call("other", "a");
    assertThat(answers()).containsExactly("1", "1", "2");
  }

  @Test
  void whoCallsMeanwhileWaitsForTheFirst() {
    call("k", "a");
    call("k", "a");
    assertThat(ends).isEmpty();
    assertThat(functions.started).hasSize(1);
    functions.open.getFirst().reply().ended(FakeInvoker.answered("1"));
    loop.settle(database);
    assertThat(answers()).containsExactly("1", "1");
  }

  @Test
  void answersOutliveARestartAndExpire() {
    functions.behaviour = _ -> Optional.of(FakeInvoker.answered("1"));
    call("k", "a");
    idempotency = new Idempotency(database, loop, functions);
    loop.pass(database, 86_399_000);
    call("k", "a");
    assertThat(functions.started).hasSize(1);
    loop.pass(database, 1_000);
    call("k", "a");
    assertThat(functions.started).hasSize(2);
  }

  @Test
  void errorsOfTheFunctionAreKeptAndRefusalsAreNot() {
    functions.behaviour = _ -> Optional.of(FakeInvoker.refused(Throttle.NO_CAPACITY));
    call("k", "a");
    functions.behaviour = _ -> Optional.of(FakeInvoker.failed("Boom"));
    call("k", "a");
    call("k", "a");
    assertThat(functions.started).hasSize(2);
    assertThat(ends.getFirst()).isInstanceOf(InvokeEnd.Refused.class);
    for (InvokeEnd end : ends.subList(1, 3)) {
      assertThat(((InvokeEnd.Failed) end).failure().errorType()).isEqualTo("Boom");
      assertThat(((InvokeEnd.Failed) end).failure().message()).isEqualTo("it broke");
    }
  }

  @Test
  void aKeyIsForOnePayload() {
    call("k", "a");
    assertThatThrownBy(() -> call("k", "b"))
        .isInstanceOf(FunctionException.class)
        .hasMessageContaining("another payload");
    functions.open.getFirst().reply().ended(FakeInvoker.answered("1"));
    loop.settle(database);
    call("k", "b");
    assertThat(functions.started).hasSize(1);
    assertThat(((InvokeEnd.Failed) ends.getLast()).failure().errorType())
        .isEqualTo("IdempotencyKeyReused");
  }

  @Test
  void aKeyThatIsNoneIsRefused() {
    assertThatThrownBy(() -> call(" ", "a")).hasMessageContaining("1 to 255");
    assertThatThrownBy(() -> call("k".repeat(256), "a")).hasMessageContaining("1 to 255");
  }
}
