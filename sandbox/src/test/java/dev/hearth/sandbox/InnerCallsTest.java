package dev.hearth.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.sandbox.jvm.CallingFunctions;
import dev.hearth.sandbox.jvm.FunctionJar;
import dev.hearth.sandbox.jvm.JvmProvider;
import dev.hearth.sandbox.jvm.Programs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Java functions in this process that call others, which are played by the test. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
final class InnerCallsTest implements Neighbours {
  private static final byte[] NONE = {};

  @TempDir static Path folder;
  @Parameter boolean photons;

  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private final CountDownLatch takenBack = new CountDownLatch(1);
  private SandboxProvider provider = new JvmProvider();

  @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
  private record Asked(Call within, String function, byte[] payload, CallListener reply) {}

  @Override
  public Runnable call(Call within, String function, byte[] payload, CallListener reply) {
    asked.add(new Asked(within, function, payload, reply));
    return takenBack::countDown;
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private Sandbox sandbox(Class<?> handler) {
    Path jar = FunctionJar.of(folder, CallingFunctions.class);
    Program program = Programs.java(jar, handler.getName(), ProgramLimits.DEFAULTS);
    provider = photons ? JvmProvider.photons(this) : new JvmProvider(this);
    provider.prepare(program);
    Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE);
    sandbox.specialise(program);
    return sandbox;
  }

  private Calls.Recorded start(Class<?> handler, String payload) {
    return Calls.start(sandbox(handler), payload);
  }

  private Asked next() throws InterruptedException {
    Asked one = asked.poll(30, TimeUnit.SECONDS);
    assertThat(one).isNotNull();
    return one;
  }

  private static CallEnd.Failed failed(String type, String message) {
    return new CallEnd.Failed(CallEnd.Kind.UNHANDLED, type, message, NONE, true);
  }

  @Test
  void answerOfAnotherFunctionComesBack() throws InterruptedException {
    Calls.Recorded call = start(CallingFunctions.Bytes.class, "[1]");
    Asked one = next();
    one.reply().ended(new CallEnd.Answered("[2]".getBytes(UTF_8)));

    assertThat(call.answer()).isEqualTo("[2]");
    assertThat(one.function()).isEqualTo("other");
    assertThat(one.payload()).asString(UTF_8).isEqualTo("[1]");
    assertThat(one.within()).isSameAs(call.call);
    assertThat(takenBack.getCount()).isEqualTo(1);
  }

  @Test
  void answerInPartsIsJoined() throws InterruptedException {
    Calls.Recorded call = start(CallingFunctions.Bytes.class, "");
    CallListener reply = next().reply();
    reply.part("a".getBytes(UTF_8));
    reply.part("b".getBytes(UTF_8));
    reply.ended(new CallEnd.Answered(NONE));

    assertThat(call.answer()).isEqualTo("ab");
  }

  @Test
  void objectsAreWrittenAndReadAsJson() throws InterruptedException {
    Calls.Recorded call = start(CallingFunctions.Typed.class, "{\"a\":1}");
    Asked one = next();
    one.reply().ended(new CallEnd.Answered("{\"item\":\"tea\",\"count\":3}".getBytes(UTF_8)));

    assertThat(one.payload()).asString(UTF_8).isEqualTo("{\"a\":1}");
    assertThat(call.answer()).isEqualTo("\"Order[item=tea, count=3]\"");
  }

  @Test
  void answerThatIsNotSuchJsonIsANamedError() throws InterruptedException {
    Calls.Recorded call = start(CallingFunctions.Typed.class, "{}");
    next().reply().ended(new CallEnd.Answered("[1]".getBytes(UTF_8)));

    assertThat(call.answer()).contains("other Runtime.InvalidResponse").contains("not JSON for");
  }

  @Test
  void nullIsAnAnswerToo() throws InterruptedException {
    Calls.Recorded call = start(CallingFunctions.Typed.class, "{}");
    next().reply().ended(new CallEnd.Answered("null".getBytes(UTF_8)));

    assertThat(call.answer()).isEqualTo("\"null\"");
  }

  @Test
  void errorOfTheOtherHasItsName() throws InterruptedException {
    Calls.Recorded call = start(CallingFunctions.Catches.class, "");
    next().reply().ended(failed("java.lang.ArithmeticException", "/ by zero"));

    assertThat(call.answer())
        .isEqualTo(
            "\"other java.lang.ArithmeticException other failed with"
                + " java.lang.ArithmeticException: / by zero\"");
  }

  @Test
  void errorNobodyCatchesIsTheCallersOwn() throws InterruptedException {
    Calls.Recorded call = start(CallingFunctions.Bytes.class, "");
    next().reply().ended(failed("ResourceNotFoundException", "there is no function 'other'"));

    assertThat(call.failure().errorType()).isEqualTo("dev.hearth.api.FunctionFailedException");
    assertThat(call.failure().message()).contains("there is no function 'other'");
  }

  @Test
  void handlerOnTheLoopIsRefused() {
    Sandbox sandbox = sandbox(CallingFunctions.OnTheLoop.class);
    for (int i = 0; i < 5; i++) { // the first ones warm up on threads of their own
      assertThat(Calls.answer(sandbox, ""))
          .contains("other Sandbox.NonBlocking", "remove @NonBlocking");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void timeOfTheCallerIsTheMost() throws InterruptedException {
    Sandbox sandbox = sandbox(CallingFunctions.Catches.class);
    var soon =
        new Call(
            9,
            "r",
            NONE,
            System.currentTimeMillis() + 50,
            "arn",
            "default",
            Optional.empty(),
            Optional.empty());
    var call = new Calls.Recorded(soon);
    sandbox.invoke(soon, call);

    assertThat(call.answer()).contains("other Sandbox.Timedout");
    assertThat(takenBack.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void callThatIsStoppedTakesBackTheOneItWaitsFor() throws InterruptedException {
    Sandbox sandbox = sandbox(CallingFunctions.Bytes.class);
    Calls.Recorded call = Calls.start(sandbox, "");
    next();
    sandbox.abort(call.call.id(), CallEnd.Kind.TIMED_OUT);

    assertThat(call.failure().kind()).isEqualTo(CallEnd.Kind.TIMED_OUT);
    assertThat(call.failure().usable()).isTrue();
    assertThat(takenBack.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void callThatNobodyWaitsForIsTakenBack() throws InterruptedException {
    assertThat(start(CallingFunctions.Leaves.class, "").answer()).isEqualTo("\"false\"");
    assertThat(takenBack.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void callsRunAtOnce() throws InterruptedException {
    Calls.Recorded call = start(CallingFunctions.Fans.class, "64");
    List<Asked> all = new java.util.ArrayList<>();
    for (int i = 0; i < 64; i++) {
      all.add(next());
    }
    all.forEach(one -> one.reply().ended(new CallEnd.Answered(new byte[2])));

    assertThat(call.answer()).isEqualTo("\"128\"");
  }

  @Test
  void moreThanTheMostAreRefused() {
    assertThat(start(CallingFunctions.Fans.class, "65").answer())
        .contains("TooManyRequestsException", "64 calls");
    assertThat(asked).hasSize(64);
  }

  @Test
  void payloadThatIsTooLargeIsRefused() {
    long most = ProgramLimits.DEFAULTS.answerBytes();

    assertThat(start(CallingFunctions.Catches.class, " ".repeat((int) most + 1)).answer())
        .contains("other RequestTooLargeException");
    assertThat(asked).isEmpty();
  }
}
