package dev.hearth.node.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeReply;
import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FunctionNeighboursTest {
  private static final Call OUTER =
      new Call(7, "r", new byte[0], 5_000, "arn", "tenant", Optional.empty(), Optional.empty());

  private final ArrayDeque<Runnable> loop = new ArrayDeque<>();
  private final FunctionNeighbours neighbours = new FunctionNeighbours(loop::add, () -> 2_000);
  private final List<Invoke> invoked = new ArrayList<>();
  private final List<InvokeReply> replies = new ArrayList<>();
  private final List<CallEnd> ends = new ArrayList<>();
  private int takenBack;

  @BeforeEach
  void connect() {
    neighbours.connect(
        (function, qualifier, call, reply) -> {
          invoked.add(call);
          replies.add(reply);
          return () -> takenBack++;
        });
  }

  private Runnable call() {
    return neighbours.call(OUTER, "other", "in".getBytes(UTF_8), ends::add);
  }

  private void turn() {
    while (!loop.isEmpty()) {
      loop.remove().run();
    }
  }

  @Test
  void answerComesBack() {
    call();
    turn();
    replies.getFirst().ended(new InvokeEnd.Answered(new byte[1], InvokeEnd.Metered.NOTHING));

    assertThat(ends).singleElement().isInstanceOf(CallEnd.Answered.class);
  }

  @Test
  void innerCallMayWaitUntilTheDeadlineOfTheOuter() {
    call();
    turn();

    assertThat(invoked.getFirst().waitNanos()).isEqualTo(3_000_000_000L);
    assertThat(invoked.getFirst().tenant()).isEqualTo("tenant");
  }

  @Test
  void refusalIsAnErrorOfTheCall() {
    call();
    turn();
    replies
        .getFirst()
        .ended(new InvokeEnd.Refused(InvokeEnd.Throttle.QUEUE_FULL, "too many wait", 0));

    assertThat(ends)
        .singleElement()
        .isInstanceOfSatisfying(
            CallEnd.Failed.class,
            failed -> assertThat(failed.errorType()).isEqualTo("TooManyRequestsException"));
  }

  @Test
  void callThatNobodyWaitsForIsTakenBackOnce() {
    Runnable cancel = call();
    turn();
    cancel.run();
    cancel.run();
    turn();

    assertThat(takenBack).isEqualTo(1);
  }

  @Test
  void callTakenBackBeforeItStartedIsNotStarted() {
    Runnable cancel = call();
    cancel.run();
    loop.removeLast().run();
    turn();

    assertThat(invoked).isEmpty();
  }
}
