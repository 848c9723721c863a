package dev.hearth.sandbox.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Footprint;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.Timeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static final Call OUTER =
      new Call(7, "r", new byte[0], 1_000, "arn", "tenant", Optional.of("trace"), Optional.empty());

  private final Engine engine = new Engine(2);
  private final Worker worker = new Worker();
  private final List<CallEnd> ends = new ArrayList<>();

  /** Answers when told to. */
  private static final class Worker implements Sandbox {
    final Map<Call, CallListener> calls = new LinkedHashMap<>();
    final List<Long> aborted = new ArrayList<>();

    void answer(String payload) {
      Call first = calls.keySet().iterator().next();
      end(first, new CallEnd.Answered(payload.getBytes(UTF_8)));
    }

    void end(Call call, CallEnd end) {
      Objects.requireNonNull(calls.remove(call)).ended(end);
    }

    @Override
    public void invoke(Call call, CallListener listener) {
      calls.put(call, listener);
    }

    @Override
    public void abort(long call, CallEnd.Kind why) {
      aborted.add(call);
    }

    @Override
    public void specialise(Program program) {}

    @Override
    public Timeline timeline() {
      return Timeline.EMPTY;
    }

    @Override
    public Footprint footprint() {
      return Footprint.UNKNOWN;
    }

    @Override
    public void close() {}
  }

  private Runnable call(String function) {
    return engine.call(OUTER, function, "in".getBytes(UTF_8), ends::add);
  }

  private String refusal(int index) {
    return ((CallEnd.Failed) ends.get(index)).errorType();
  }

  @Test
  void answerOfTheOtherComesBack() {
    engine.add("other", worker);
    call("other");
    worker.answer("out");

    assertThat(ends).singleElement().isInstanceOf(CallEnd.Answered.class);
  }

  @Test
  void innerCallHasTheDeadlineTenantAndTraceOfTheOuter() {
    engine.add("other", worker);
    call("other");

    Call inner = worker.calls.keySet().iterator().next();
    assertThat(inner.deadlineMillis()).isEqualTo(1_000);
    assertThat(inner.tenant()).isEqualTo("tenant");
    assertThat(inner.trace()).contains("trace");
    assertThat(inner.payload()).isEqualTo("in".getBytes(UTF_8));
  }

  @Test
  void oneWorkerRunsOneAtATime() {
    engine.add("other", worker);
    call("other");
    call("other");

    assertThat(worker.calls).hasSize(1);
    worker.answer("1");
    assertThat(worker.calls).hasSize(1);
    worker.answer("2");
    assertThat(ends).hasSize(2);
  }

  @Test
  void pastTheBoundCallsAreRefused() {
    engine.add("other", worker);
    for (int i = 0; i < 4; i++) {
      call("other");
    }
    assertThat(ends).hasSize(1);
    assertThat(refusal(0)).isEqualTo("TooManyRequestsException");
  }

  @Test
  void functionThatIsNotHereIsSaidNotToBe() {
    call("absent");

    assertThat(refusal(0)).isEqualTo("ResourceNotFoundException");
  }

  @Test
  void waitingCallThatIsTakenBackNeverRuns() {
    engine.add("other", worker);
    call("other");
    Runnable takeBack = call("other");
    takeBack.run();
    worker.answer("1");

    assertThat(worker.calls).isEmpty();
    assertThat(refusal(0)).isEqualTo("Sandbox.Aborted");
  }

  @Test
  void runningCallThatIsTakenBackIsAborted() {
    engine.add("other", worker);
    Runnable takeBack = call("other");
    takeBack.run();

    assertThat(worker.aborted).hasSize(1);
  }

  @Test
  void brokenWorkerIsUsedNoMore() {
    engine.add("other", worker);
    call("other");
    Call first = worker.calls.keySet().iterator().next();
    worker.end(
        first,
        new CallEnd.Failed(
            CallEnd.Kind.CRASHED, "Runtime.ExitError", "it ended", new byte[0], false));
    call("other");

    assertThat(worker.calls).isEmpty();
  }

  @Test
  void removedWorkerTakesNoMoreCalls() {
    engine.add("other", worker);
    engine.remove("other", worker);
    call("other");

    assertThat(refusal(0)).isEqualTo("ResourceNotFoundException");
  }
}
