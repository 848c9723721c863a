package dev.hearth.node.function;

import static dev.hearth.node.function.FunctionBench.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.functions.Concurrency;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeEnd.Throttle;
import dev.hearth.node.function.FunctionBench.Reply;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.StartPriority;
import org.junit.jupiter.api.Test;

class NodeFunctionsTest {
  private final FunctionBench bench = new FunctionBench();

  private static CallEnd answer(String text) {
    return new CallEnd.Answered(text.getBytes(UTF_8));
  }

  private static CallEnd failure(CallEnd.Kind kind, boolean usable) {
    return new CallEnd.Failed(kind, "Runtime.X", "planted", new byte[0], usable);
  }

  private static String answered(Reply reply) {
    return new String(((InvokeEnd.Answered) reply.end()).payload(), UTF_8);
  }

  private static CallEnd.Failed failed(Reply reply) {
    return ((InvokeEnd.Failed) reply.end()).failure();
  }

  private static Throttle refused(Reply reply) {
    return ((InvokeEnd.Refused) reply.end()).reason();
  }

  private TestSandboxes.Fake sandbox() {
    return bench.sandboxes.alive.getFirst();
  }

  @Test
  void aCallStartsAnInstanceAndTheNextUsesItAgain() {
    int echo = bench.serve();
    assertThat(bench.sandboxes.alive).isEmpty();

    Reply first = bench.invoke(echo, "1");
    sandbox().end(answer("one"));
    bench.turn();
    Reply second = bench.invoke(echo, "2");
    sandbox().end(answer("two"));
    bench.turn();

    assertThat(answered(first)).isEqualTo("one");
    assertThat(answered(second)).isEqualTo("two");
    assertThat(bench.sandboxes.made).isEqualTo(1);
  }

  @Test
  void oneThatAnswersAtOnceIsAnsweredBeforeTheCallReturns() {
    bench.sandboxes.answersAtOnce = true;
    int echo = bench.serve();
    bench.invoke(echo, "warm");

    var reply = new Reply();
    bench.functions.invoke(echo, FunctionBench.call("now"), reply);

    assertThat(answered(reply)).isEqualTo("now");
  }

  @Test
  void asManyCallsAtOnceAsAnInstanceTakes() {
    int echo = bench.serve(bench.version(3, false), Concurrency.NONE);
    for (int i = 0; i < 3; i++) {
      bench.invoke(echo, "" + i);
    }
    assertThat(bench.sandboxes.made).isEqualTo(1);
    assertThat(sandbox().running).hasSize(3);

    bench.invoke(echo, "4");

    assertThat(bench.sandboxes.made).isEqualTo(2);
  }

  @Test
  void onlyTheFirstInstanceOfAFunctionIsInAHurry() {
    int echo = bench.serve();
    int other = bench.serve(bench.version(1, false), Concurrency.NONE);
    bench.invoke(echo, "1");
    bench.invoke(echo, "2");
    bench.invoke(other, "1");

    assertThat(bench.sandboxes.priorities)
        .containsExactly(StartPriority.FIRST, StartPriority.FURTHER, StartPriority.FIRST);
  }

  @Test
  void moreThanTheReservedConcurrencyIsThrottled() {
    int echo = bench.serve(bench.version(1, false), FunctionBench.concurrency(2, 0));
    Reply first = bench.invoke(echo, "1");
    bench.invoke(echo, "2");

    assertThat(refused(bench.invoke(echo, "3"))).isEqualTo(Throttle.RESERVED_CONCURRENCY);

    sandbox().end(answer("done"));
    bench.turn();
    assertThat(answered(first)).isEqualTo("done");
    assertThat(bench.invoke(echo, "4").open()).isTrue();
  }

  @Test
  void theTimeLimitCountsFromTheStartOfTheRun() {
    int echo = bench.serve(bench.version(1, false), FunctionBench.concurrency(9, 0));
    bench.invoke(echo, "blocks");
    bench.pass(2 * SECOND);
    Reply second = bench.invoke(echo, "2");
    bench.pass(2 * SECOND);
    assertThat(second.open()).isTrue();
    bench.pass(SECOND);

    assertThat(failed(second).kind()).isEqualTo(CallEnd.Kind.TIMED_OUT);
    assertThat(((InvokeEnd.Failed) second.end()).metered().runNanos()).isEqualTo(3 * SECOND);
  }

  @Test
  void aSandboxThatDoesNotStopIsEnded() {
    bench.sandboxes.obeys = false;
    int echo = bench.serve();
    Reply reply = bench.invoke(echo, "1");
    bench.pass(60 * SECOND);

    assertThat(failed(reply).kind()).isEqualTo(CallEnd.Kind.TIMED_OUT);
    assertThat(bench.sandboxes.alive).isEmpty();
  }

  @Test
  void anUnusableSandboxGoesAndTheNextCallGetsAnother() {
    int echo = bench.serve(bench.version(1, true), FunctionBench.concurrency(1, 0));
    Reply first = bench.invoke(echo, "1");
    sandbox().end(failure(CallEnd.Kind.OUT_OF_MEMORY, false));
    bench.turn();
    Reply second = bench.invoke(echo, "2");
    sandbox().end(answer("two"));
    bench.turn();

    assertThat(failed(first).kind()).isEqualTo(CallEnd.Kind.OUT_OF_MEMORY);
    assertThat(answered(second)).isEqualTo("two");
    assertThat(bench.sandboxes.made).isEqualTo(2);
  }

  @Test
  void anIdempotentCallRunsAgainWhenItsSandboxDied() {
    int echo = bench.serve(bench.version(1, true), Concurrency.NONE);
    Reply reply = bench.invoke(echo, "1");
    sandbox().end(failure(CallEnd.Kind.CRASHED, false));
    bench.turn();
    sandbox().end(answer("at last"));
    bench.turn();

    assertThat(answered(reply)).isEqualTo("at last");
    assertThat(bench.sandboxes.made).isEqualTo(2);
  }

  @Test
  void oneThatHasSentAPartDoesNotRunAgain() {
    int echo = bench.serve(bench.version(1, true), Concurrency.NONE);
    Reply reply = bench.invoke(echo, "1");
    sandbox().first().part("a".getBytes(UTF_8));
    sandbox().end(failure(CallEnd.Kind.CRASHED, false));
    bench.turn();

    assertThat(failed(reply).kind()).isEqualTo(CallEnd.Kind.CRASHED);
    assertThat(reply.parts).containsExactly("a");
    assertThat(bench.sandboxes.made).isEqualTo(1);
  }

  @Test
  void ofThoseWhoseSandboxDiedOnlyWhoHeardNothingYetRunsAgain() {
    int echo = bench.serve(bench.version(2, true), Concurrency.NONE);
    Reply heard = bench.invoke(echo, "1");
    Reply waits = bench.invoke(echo, "2");
    sandbox().first().part("a".getBytes(UTF_8));
    sandbox().listener.died("killed");
    bench.turn();
    sandbox().end(answer("at last"));
    bench.turn();

    assertThat(failed(heard).kind()).isEqualTo(CallEnd.Kind.CRASHED);
    assertThat(heard.parts).containsExactly("a");
    assertThat(answered(waits)).isEqualTo("at last");
  }

  @Test
  void oneThatIsNotIdempotentFailsWithItsSandbox() {
    int echo = bench.serve();
    Reply reply = bench.invoke(echo, "1");
    sandbox().listener.died("killed");
    bench.turn();

    assertThat(failed(reply).kind()).isEqualTo(CallEnd.Kind.CRASHED);
    assertThat(failed(reply).message()).contains("killed");
    assertThat(bench.sandboxes.made).isEqualTo(1);
  }

  @Test
  void anErrorOfTheFunctionKeepsItsInstance() {
    int echo = bench.serve();
    Reply reply = bench.invoke(echo, "1");
    sandbox().end(failure(CallEnd.Kind.HANDLED, true));
    bench.turn();

    assertThat(failed(reply).errorType()).isEqualTo("Runtime.X");
    assertThat(bench.functions.ready(echo)).isEqualTo(1);
  }

  @Test
  void aCallThatIsTakenBackStops() {
    int echo = bench.serve();
    Reply reply = bench.invoke(echo, "1");
    reply.cancel.run();
    bench.turn();

    assertThat(failed(reply).kind()).isEqualTo(CallEnd.Kind.ABORTED);
    assertThat(sandbox().running).isEmpty();
    assertThat(bench.functions.ready(echo)).isEqualTo(1);
  }

  @Test
  void partsAndLinesReachTheCallerAndTheObserver() {
    int echo = bench.serve();
    Reply reply = bench.invoke(echo, "1");
    sandbox().first().part("a".getBytes(UTF_8));
    sandbox().first().line("hello");
    sandbox().listener.line("of nobody");
    sandbox().end(answer(""));
    bench.turn();

    assertThat(reply.parts).containsExactly("a");
    assertThat(bench.observed).containsExactly("request-1: hello", ": of nobody");
    assertThat(((InvokeEnd.Answered) reply.end()).metered().logTail()).isEqualTo("hello\n");
  }

  @Test
  void provisionedInstancesAreReadyBeforeTheFirstCallAndStay() {
    int echo = bench.serve(bench.version(1, false), FunctionBench.concurrency(5, 2));
    assertThat(bench.functions.ready(echo)).isEqualTo(2);

    bench.pass(3_600 * SECOND);

    assertThat(bench.functions.ready(echo)).isEqualTo(2);
  }

  @Test
  void anotherScaleKeepsTheInstancesThereAre() {
    int echo = bench.serve(bench.version(1, false), FunctionBench.concurrency(5, 2));

    bench.functions.resize(echo, FunctionBench.concurrency(5, 3));
    bench.turn();

    assertThat(bench.functions.ready(echo)).isEqualTo(3);
    assertThat(bench.sandboxes.made).isEqualTo(3);
  }

  @Test
  void idleInstancesGoAfterTheirKeepAlive() {
    bench.sandboxes.answersAtOnce = true;
    int echo = bench.serve();
    bench.invoke(echo, "1");
    bench.pass(299 * SECOND);
    assertThat(bench.sandboxes.alive).hasSize(1);

    bench.pass(5 * SECOND);

    assertThat(bench.sandboxes.alive).isEmpty();
  }

  @Test
  void aRetiredVersionFinishesAndLeavesNothing() {
    int echo = bench.serve();
    Reply reply = bench.invoke(echo, "1");
    var gone = bench.functions.retire(echo).toCompletableFuture();
    assertThat(refused(bench.invoke(echo, "2"))).isEqualTo(Throttle.NO_SUCH_FUNCTION);

    sandbox().end(answer("done"));
    bench.turn();
    assertThat(gone).isNotDone();
    bench.functions.sweep();
    bench.turn();

    assertThat(gone).isDone();
    assertThat(answered(reply)).isEqualTo("done");
    assertThat(bench.sandboxes.alive).isEmpty();
    assertThat(bench.sandboxes.prepared).isEmpty();
  }

  @Test
  void codeThatDoesNotStartFailsItsCallsWithTheReason() {
    bench.sandboxes.starts = false;
    int echo = bench.serve();
    Reply reply = bench.invoke(echo, "1");
    bench.pass(5 * SECOND);

    assertThat(failed(reply).errorType()).isEqualTo("Runtime.InitError");
    assertThat(failed(reply).message()).contains("its code does not start");
    assertThat(bench.sandboxes.alive).isEmpty();
  }

  @Test
  void aCallThatFindsNoRoomInTimeIsRefused() {
    int echo = bench.serve();
    for (int i = 0; i < 8; i++) {
      bench.invoke(echo, "" + i);
    }
    Reply ninth = bench.invoke(echo, "9");
    bench.sandboxes.obeys = false;
    bench.pass(11 * SECOND);

    assertThat(bench.sandboxes.made).isEqualTo(8);
    assertThat(refused(ninth)).isEqualTo(Throttle.TOO_LATE);
  }

  @Test
  void aColdStartIsMeteredForTheCallThatWaitedForIt() {
    bench.sandboxes.answersAtOnce = true;
    int echo = bench.serve();
    Reply cold = bench.invoke(echo, "1");

    assertThat(((InvokeEnd.Answered) cold.end()).metered().peakMemoryBytes()).isEqualTo(2);
  }

  @Test
  void aDrainWaitsForWhatRuns() {
    int echo = bench.serve();
    Reply reply = bench.invoke(echo, "1");
    var drained = new boolean[1];
    bench.inputs().drain(bench.now());
    bench.world.drain(() -> drained[0] = true);
    assertThat(drained[0]).isFalse();

    sandbox().end(answer("done"));
    bench.turn();

    assertThat(answered(reply)).isEqualTo("done");
    assertThat(drained[0]).isTrue();
  }

  @Test
  void whatCannotRunHereIsRefusedWithTheReason() {
    assertThatThrownBy(() -> bench.serve(bench.version("", 1, false), Concurrency.NONE))
        .hasCauseInstanceOf(SandboxException.class)
        .hasMessageContaining("there is no handler");
    assertThatThrownBy(
            () -> bench.serve(bench.version(1, false), FunctionBench.concurrency(20, 20)))
        .hasMessageContaining("20 ready instances");
  }

  @Test
  void theEnvironmentIsInNoText() {
    int echo = bench.serve();
    bench.invoke(echo, "1");

    assertThat(bench.sandboxes.prepared.getFirst().toString()).doesNotContain("secret");
    assertThat(bench.version(1, false).toString()).doesNotContain("secret");
  }
}
